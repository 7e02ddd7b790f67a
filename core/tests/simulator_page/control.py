"""Holds a running simulator against docs/schema/simulator.openapi.json: the description is sound OpenAPI, each documented example
is answered as documented, each body fits its schema, and what is written down nowhere does not exist.

usage: control.py KHATM"""

import json
import re
import sys

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from rehearse import ROOT, Simulator, Unit, call

FILE = ROOT / "docs" / "schema" / "simulator.openapi.json"


class Description:
    def __init__(self):
        self.doc = json.loads(FILE.read_text())
        validate(self.doc)

    def resolve(self, node):
        while "$ref" in node:
            target = self.doc
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def fits(self, schema, value, where):
        whole = {**schema, "components": self.doc["components"]}
        errors = list(Draft202012Validator(whole).iter_errors(value))
        assert not errors, f"{where}: {errors[0].message} at {list(errors[0].absolute_path)}"

    def operations(self):
        for path, item in self.doc["paths"].items():
            for method, operation in item.items():
                yield path, method.upper(), operation

    def answered(self, where, operation, status, headers, body):
        """The answer is one of the documented, in its form."""
        known = operation["responses"]
        assert str(status) in known, f"{where}: {status} is not documented: {body[:300]}"
        content = self.resolve(known[str(status)]).get("content")
        if content is None:
            assert body == b"", f"{where}: a body that is not documented"
            return
        kind = headers["Content-Type"].split(";")[0]
        assert kind in content, f"{where}: {kind}"
        if kind == "application/json":
            self.fits(content[kind]["schema"], json.loads(body), where)


def examples(operation):
    content = operation["requestBody"]["content"]["application/json"]
    if "examples" in content:
        return [example["value"] for example in content["examples"].values()]
    return [content["example"]]


def main():
    khatm = sys.argv[1]
    description = Description()
    for path, method, operation in description.operations():
        for status, response in operation["responses"].items():
            for content in description.resolve(response).get("content", {}).values():
                if "example" in content:
                    description.fits(content["schema"], content["example"], f"{method} {path} {status}, example")
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            for example in examples(operation):
                description.fits(schema, example, f"{method} {path}, example")

    with Simulator(khatm, "--listen-tls", "127.0.0.1:0") as simulator:
        _, _, made = call(simulator.url + "/_simulator/otps", {"environment": "simulation"})
        unit = Unit(khatm, simulator.said["environments"]["simulation"])
        unit.onboard(json.loads(made)["otp"])
        unit.trade()
        _, _, found = call(simulator.url + "/_simulator/submissions?operation=clearance&outcome=accepted")
        cleared = json.loads(found)["submissions"][0]["id"]
        _, _, found = call(simulator.url + "/_simulator/devices")
        device = json.loads(found)["devices"][0]["id"]
        _, _, added = call(simulator.url + "/_simulator/faults", {"fault": "pass"})
        numbers = {"devices": device, "submissions": cleared, "records": 1, "faults": json.loads(added)["ids"][0]}

        count = 0
        # What forgets comes last, all at once after one by one.
        last = {"remove_fault": 1, "clear_faults": 2, "forget_records": 2, "reset": 3, "unplug": 4}
        operations = sorted(description.operations(), key=lambda one: last.get(one[2]["operationId"], 0))
        assert len({operation["operationId"] for _, _, operation in operations}) == len(operations)
        for path, method, operation in operations:
            collection = path.split("/")[2]
            url = simulator.url + path.replace("{id}", str(numbers.get(collection)))
            where = f"{method} {path}"
            good = next(iter(operation["responses"]))
            if "requestBody" not in operation:
                status, headers, body = call(url, method=method)
                assert str(status) == good, f"{where}: {status} {body}"
                description.answered(where, operation, status, headers, body)
                count += 1
            else:
                for bad in (b"", b"[", b'{"nobody":1}', b"null"):
                    status, headers, body = call(url, bad, method=method)
                    assert status == 400, f"{where}: {bad}: {status}"
                    description.answered(where, operation, status, headers, body)
                status, headers, body = call(url, b"{}", {"Content-Type": "text/plain"}, method)
                assert status == 415, f"{where}: {status}"
                description.answered(where, operation, status, headers, body)
                for example in examples(operation):
                    status, headers, body = call(url, example, method=method)
                    assert str(status) == good, f"{where}: {status} {body}"
                    description.answered(where, operation, status, headers, body)
                    count += 1
            if operation["operationId"] == "unplug":
                break
            if "404" in operation["responses"] and "{id}" in path:
                for id in ("999999999", "x", "-1"):
                    status, headers, body = call(
                        simulator.url + path.replace("{id}", id), {} if method == "POST" else None, method=method
                    )
                    assert status == 404, f"{where}: {id}: {status}"
                    description.answered(where, operation, status, headers, body)
            status, headers, body = call(url, {} if method == "POST" else None, {"Host": "evil.example"}, method)
            assert status == 403, f"{where}: another name: {status}"
            description.answered(where, operation, status, headers, body)
            if method != "GET":
                status, headers, body = call(
                    url, {} if method == "POST" else None, {"Origin": "http://127.0.0.1:1"}, method
                )
                assert status == 403, f"{where}: another origin: {status}"
                description.answered(where, operation, status, headers, body)

    source = (ROOT / "core" / "src" / "simulator" / "control.rs").read_text()
    routes = set(re.findall(r'\.route\(\s*"(/_simulator/[^"]+)"', source))
    documented = set(description.doc["paths"])
    assert routes == documented, f"in one only: {routes ^ documented}"
    print(f"{count} documented requests were answered as documented, over {len(operations)} operations")


if __name__ == "__main__":
    main()

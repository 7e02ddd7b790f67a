"""OpenAPI documents, held against requests and replies by `openapi-core` and `openapi-spec-validator`, which are not ours.

The authority's documents contradict their own examples in places. SLIPS lists each of them with what is taken instead, and
why; `load` fails where a slip is no longer there, so that the list cannot grow stale."""

import copy
import json
import re
import urllib.parse

from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

MISSING = object()
MESSAGES = {"type": "array", "items": {"$ref": "#/components/schemas/MessageModel"}}
TEXT_OR_NULL = {"type": "string", "nullable": True}
MESSAGE = {
    "type": "object",
    "required": ["type", "code", "category", "message", "status"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "enum": ["INFO", "WARNING", "ERROR"]},
        "code": TEXT_OR_NULL,
        "category": TEXT_OR_NULL,
        "message": {"type": "string"},
        "status": {"type": "string", "enum": ["PASS", "WARNING", "ERROR"]},
    },
}
RESULTS = {
    "type": "object",
    "required": ["infoMessages", "warningMessages", "errorMessages", "status"],
    "additionalProperties": False,
    "properties": {
        "infoMessages": MESSAGES,
        "warningMessages": MESSAGES,
        "errorMessages": MESSAGES,
        "status": {"type": "string", "enum": ["PASS", "WARNING", "ERROR"]},
    },
}
DENIED = {
    "type": "object",
    "required": ["timestamp", "status", "error", "message"],
    "additionalProperties": False,
    "properties": {
        "timestamp": {"type": "integer"},
        "status": {"type": "integer", "enum": [401]},
        "error": {"type": "string"},
        "message": {"type": "string"},
    },
}
ISSUED = {
    "type": "object",
    "required": ["requestID", "tokenType", "dispositionMessage", "binarySecurityToken", "secret"],
    "properties": {
        "requestID": {"type": "integer"},
        "tokenType": TEXT_OR_NULL,
        "dispositionMessage": {"type": "string"},
        "binarySecurityToken": {"type": "string"},
        "secret": {"type": "string"},
    },
}
CLEARED_MODEL = "components/schemas/ClearedInvoiceResultModel"
CLEARANCE, REPORTING, RENEWAL = "paths/~1invoices~1clearance~1single/post", "paths/~1invoices~1reporting~1single/post", "paths/~1production~1csids/patch"
ALL = ("clearance", "reporting", "renewal")

# document, place, what stands there (or MISSING), what is taken instead, why
SLIPS = [
    ("clearance", f"{CLEARANCE}/parameters/3/value", "V2", MISSING, "no such field in OpenAPI: an example without its name"),
    ("reporting", f"{REPORTING}/parameters/3/value", "V2", MISSING, "likewise"),
    ("renewal", f"{RENEWAL}/parameters/2/value", "V2", MISSING, "likewise"),
    ("clearance", f"{CLEARANCE}/responses/400/content/application~1json/schema/$ref", "#/components/schemas/InvoiceResultModel",
     "#/components/schemas/ClearedInvoiceResultModel", "the model of version 1; each example is a cleared result's"),
    ("clearance", f"{CLEARED_MODEL}/properties/clearedInvoice", {"type": "string"}, TEXT_OR_NULL, "each example of a refusal has null"),
    ("clearance", f"{CLEARED_MODEL}/required", MISSING, ["validationResults", "clearanceStatus", "clearedInvoice"], "each example has all three"),
    ("reporting", "components/schemas/InvoiceResultModel/required", MISSING, ["validationResults", "reportingStatus"], "each example has both"),
    # `items` says nothing of an object, so what is inside would go unchecked; and the model spells errorMessages wrongly.
    ("clearance", f"{CLEARED_MODEL}/properties/validationResults", {"type": "object", "items": {"$ref": "#/components/schemas/validationResultsModel"}},
     {"$ref": "#/components/schemas/validationResultsModel"}, "`items` on an object: without meaning"),
    ("reporting", "components/schemas/InvoiceResultModel/properties/validationResults",
     {"type": "object", "items": {"$ref": "#/components/schemas/validationResultsModel"}},
     {"$ref": "#/components/schemas/validationResultsModel"}, "likewise"),
    *((document, "components/schemas/validationResultsModel/properties/erroMessages", {"type": "array", "items": {"$ref": "#/components/schemas/ErrorModel"}},
       MISSING, "spelt errorMessages in each example") for document in ("clearance", "reporting")),
    *((document, "components/schemas/MessageModel", MISSING, MESSAGE, "messages have five fields in each example, code and category null in one")
      for document in ("clearance", "reporting")),
    *((document, "components/schemas/validationResultsModel", ..., RESULTS, "with the five fields of messages, and errorMessages spelt so")
      for document in ("clearance", "reporting")),
    *((document, f"{operation}/responses/401/content/application~1json/schema", MISSING, DENIED, "only an example is given")
      for document, operation in zip(ALL, (CLEARANCE, REPORTING, RENEWAL))),
    *((document, f"{operation}/responses/406/content/text~1plain;charset=UTF-8/schema", MISSING, {"type": "string", "minLength": 1}, "likewise")
      for document, operation in (("reporting", REPORTING), ("renewal", RENEWAL))),
    ("renewal", f"{RENEWAL}/responses/200/content/application~1json/schema", {"type": "object"}, ISSUED, "only an example is given"),
    ("renewal", f"{RENEWAL}/responses/428/content/application~1json/schema", {"type": "object"}, ISSUED, "likewise"),
    ("renewal", f"{RENEWAL}/responses/428/content/application~1json/example", "unwrap", None,
     "wrapped in `value`, as an entry of `examples` would be"),
]


def step(node, part):
    part = part.replace("~1", "/").replace("~0", "~")
    return int(part) if isinstance(node, list) else part


def mend(document, name, slips=None):
    """The document with its slips mended."""
    document = copy.deepcopy(document)
    for which, place, seen, wanted, why in SLIPS if slips is None else slips:
        if which != name:
            continue
        *way, last = place.split("/")
        node = document
        for part in way:
            node = node[step(node, part)]
        last = step(node, last)
        there = node.get(last, MISSING) if isinstance(node, dict) else node[last]
        if seen == "unwrap":
            assert set(there) == {"value"}, f"{name}: {place} is no slip any more: {why}"
            wanted = there["value"]
        elif seen is not ...:
            assert there == seen, f"{name}: {place} is no slip any more: {why}"
        if wanted is MISSING:
            del node[last]
        else:
            node[last] = copy.deepcopy(wanted)
    return document


def faults_of(document):
    """What makes a document none of OpenAPI's."""
    validator = OpenAPIV31SpecValidator if document["openapi"].startswith("3.1") else OpenAPIV30SpecValidator
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in validator(document).iter_errors()]


def causes(error):
    """Every reason down to the last."""
    told = [error]
    while error := error.__cause__ or error.__context__:
        told.append(error)
    details = [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in getattr(told[-1], "schema_errors", None) or getattr(told[0], "schema_errors", None) or []]
    return "; ".join([f"{type(told[0]).__name__}: {told[0]}"] + [f"{type(one).__name__}: {one}" for one in told[1:2]] + details)[:600]


class Contract:
    """One document, for one server."""

    def __init__(self, document, base):
        url = urllib.parse.urlsplit(base)
        self.host, self.prefix = f"{url.scheme}://{url.netloc}", url.path.rstrip("/")
        self.document = document | {"servers": [{"url": base.rstrip("/")}]}
        faults = faults_of(self.document)
        assert not faults, faults
        # What is no JSON is compared by whoever asked for it; here it is a text.
        texts = {content_type: lambda data, **_: data.decode("utf-8") for content_type in ("application/xml", "application/x-pem-file")}
        self.api = OpenAPI.from_dict(self.document, Config(spec_validator_cls=None, extra_media_type_deserializers=texts))
        # (method, pattern of the path) of each operation, and the statuses that were seen of it
        self.seen = {(method, path): set() for path, item in document["paths"].items() for method in item if method in METHODS}

    def operation(self, method, path):
        path = path.split("?")[0]
        for (known, pattern), _ in self.seen.items():
            if known == method.lower() and re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", pattern), path):
                return known, pattern
        return None

    def check(self, method, path, headers, body, reply, request_too=True):
        """What does not fit the document, in a request and its reply. A request that is meant to be wrong is not looked at."""
        at = self.operation(method, path)
        if at is None:
            return [f"{method} {path} is not in the document"]
        self.seen[at].add(reply.status)
        url = urllib.parse.urlsplit(path)
        args = dict(urllib.parse.parse_qsl(url.query))
        content_type = next((value for name, value in headers.items() if name.lower() == "content-type"), "application/json")
        request = MockRequest(self.host, method, self.prefix + url.path, args=args, headers=headers, data=body, content_type=content_type)
        response = MockResponse(reply.body, reply.status, reply.headers, reply.type)
        wrong = [f"request: {causes(error)}" for error in self.api.iter_request_errors(request)] if request_too else []
        return wrong + [f"reply: {causes(error)}" for error in self.api.iter_response_errors(request, response)]


METHODS = {"get", "put", "post", "delete", "patch"}


# Structure, against an example

# Fields whose text is part of the contract; a message's is where it is not a rule's.
FIXED = {"type", "code", "category", "status", "reportingStatus", "clearanceStatus", "error", "dispositionMessage", "tokenType"}
KINDS = {bool: "boolean", int: "number", float: "number", str: "text", list: "list", dict: "object", type(None): "null"}


def is_message(value):
    return isinstance(value, dict) and {"code", "message"} <= value.keys()


def differences(example, seen, place=""):
    """(place, what) for each difference in fields, nesting, types, codes and fixed texts."""
    if KINDS[type(example)] != KINDS[type(seen)]:
        yield place, f"{KINDS[type(seen)]} where the example has {KINDS[type(example)]}"
    elif isinstance(example, dict):
        for name in sorted(example.keys() | seen.keys()):
            inner = f"{place}/{name}"
            if name not in seen:
                yield inner, "missing"
            elif name not in example:
                yield inner, "not in the example"
            elif name == "message" and isinstance(seen[name], str) and is_message(example) and not str(example["code"]).startswith("BR-"):
                yield from texts(example[name], seen[name], inner)
            elif name in FIXED and not isinstance(example[name], (dict, list)) and example[name] != seen[name]:
                yield inner, f"{seen[name]!r} where the example has {example[name]!r}"
            else:
                yield from differences(example[name], seen[name], inner)
    elif isinstance(example, list):
        yield from lists(example, seen, place)


def texts(example, seen, place):
    # What the authority's parser said of a document of its own is not repeated for another.
    said = example.partition(". ERROR: org.xml.sax.SAXParseException")
    theirs = seen.partition(". ERROR: org.xml.sax.SAXParseException")
    if said[:2] != theirs[:2]:
        yield place, f"{seen[:160]!r} where the example has {example[:160]!r}"


def lists(example, seen, place):
    """Messages are told apart by their codes, in any order."""
    left = list(seen)
    for one in example:
        same = [other for other in left if is_message(one) and is_message(other) and other["code"] == one["code"]] or (left if not is_message(one) else [])
        if not same:
            yield f"{place}[{one.get('code') if is_message(one) else one!r}]", f"missing among {[other.get('code') if is_message(other) else other for other in seen]}"
            continue
        left.remove(same[0])
        yield from differences(one, same[0], f"{place}[{one.get('code') if is_message(one) else ''}]")
    for one in left:
        yield f"{place}[{one.get('code') if is_message(one) else one!r}]", "not in the example"


def load(folder):
    """The official documents, mended, by name."""
    return {name: mend(json.loads((folder / f"{name}-api_openapi.json").read_text(encoding="utf-8")), name) for name in ALL}

"""A simulator, and a unit that onboards and sends: over HTTP by the standard library, its documents made by the command line."""

import base64
import json
import pathlib
import subprocess
import tempfile
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
DRAFTS = ROOT / "examples" / "drafts"
VAT = "300000000000003"
SET = [f"{kind}-{what}" for kind in ("standard", "simplified") for what in ("invoice", "credit-note", "debit-note")]


class Simulator:
    """`khatm simulator` on a free port, ended by its own process."""

    def __init__(self, khatm, *arguments):
        command = [khatm, "simulator", "--listen", "127.0.0.1:0", "--json", "--quiet", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.said = json.loads(self.process.stdout.readline())
        self.url = self.said["url"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        code = self.process.wait(timeout=240)
        assert code == 0, f"SIGTERM ended it with {code}"


def call(url, body=None, headers=None, method=None):
    """Status, headers and body, whatever the status is; redirects are not followed."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    given = dict(headers or {})
    if data is not None:
        given.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=data, headers=given, method=method)
    try:
        with OPENER.open(request, timeout=240) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))


class Unit:
    """One unit in the simulation environment."""

    def __init__(self, khatm, base, name="Till 1"):
        self.khatm, self.base, self.name = khatm, base, name
        self.folder = tempfile.TemporaryDirectory()
        self.at = pathlib.Path(self.folder.name)
        self.authorization = None

    def run(self, *arguments):
        return subprocess.run([self.khatm, *map(str, arguments)], check=True, capture_output=True, text=True).stdout

    def send(self, path, body, method="POST", **headers):
        given = {"Accept-Version": "V2", "Accept-Language": "en", **headers}
        if self.authorization:
            given["Authorization"] = self.authorization
        status, _, answer = call(self.base + path, body, given, method)
        return status, json.loads(answer)

    def keep(self, answer):
        pair = f"{answer['binarySecurityToken']}:{answer['secret']}".encode()
        self.authorization = "Basic " + base64.b64encode(pair).decode()
        (self.at / "cert").write_text(answer["binarySecurityToken"])
        self.request_id = str(answer["requestID"])

    def documents(self, names):
        """Finished documents of drafts, one chain from counter 1: the bodies that go to the gateway."""
        out = self.at / "out"
        out.mkdir(exist_ok=True)
        files = [DRAFTS / f"{name}.json" for name in names]
        self.run("build", "--seal", "--key", self.at / "key", "--cert", self.at / "cert", "--counter", 1, "-o", out, *files)
        return [json.loads(self.run("request", out / f"{name}.xml")) for name in names]

    def onboard(self, otp):
        csr = self.run(
            "csr", "new", "--env", "simulation", "--key-out", self.at / "key", "--common-name", self.name,
            "--serial", "1-Khatm|2-1|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f", "--vat-number", VAT, "--branch", "Riyadh",
            "--name", "شركة ختم للكتب", "--invoice-type", "1100", "--address", "RRRD2929", "--industry", "Books",
        ).strip()  # fmt: skip
        status, answer = self.send("/compliance", {"csr": csr}, OTP=otp)
        assert status == 200, (status, answer)
        self.keep(answer)
        for body in self.documents(SET):
            status, answer = self.send("/compliance/invoices", body)
            assert status == 200, (status, answer)
        status, answer = self.send("/production/csids", {"compliance_request_id": self.request_id})
        assert status == 200, (status, answer)
        self.keep(answer)

    def trade(self):
        """A document cleared, one reported, and one that is refused because its hash is another's."""
        standard, simplified = self.documents(["standard-invoice", "simplified-invoice"])
        status, answer = self.send("/invoices/clearance/single", standard)
        assert (status, answer["clearanceStatus"]) == (200, "CLEARED"), (status, answer)
        status, answer = self.send("/invoices/reporting/single", simplified)
        assert (status, answer["reportingStatus"]) == (200, "REPORTED"), (status, answer)
        status, answer = self.send("/invoices/clearance/single", {**standard, "invoiceHash": simplified["invoiceHash"]})
        assert (status, answer["clearanceStatus"]) == (400, "NOT_CLEARED"), (status, answer)

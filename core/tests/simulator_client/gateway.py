"""The authority's gateway over plain HTTP, and a simulator's control API: every call is one request, and nothing is followed."""

import base64
import http.client
import json
import urllib.parse

import unit


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def type(self):
        return self.headers.get("content-type", "")

    @property
    def json(self):
        return json.loads(self.body)

    def messages(self, kind):
        """The codes under `errorMessages`, `warningMessages` or `infoMessages`, wherever they stand."""
        body = self.json
        found = (body.get("validationResults") or {}).get(kind) or body.get(kind) or []
        return [message["code"] for message in found]

    def __str__(self):
        text = self.body.decode("utf-8", "replace")
        return f"{self.status} {text[:600]}"


class Lost(Exception):
    """No reply, or not a whole one."""


# What `tampered.py` does to each reply, to show that it is noticed: (method, path, reply) → reply.
tamper = None


class Server:
    """One server at one base URL."""

    def __init__(self, base, timeout=30):
        self.base, self.timeout = base.rstrip("/"), timeout
        self.calls = 0

    def call(self, method, path, body=None, headers=None):
        """`body` is JSON, or bytes as they are."""
        url = urllib.parse.urlsplit(self.base + path)
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"} | (headers or {})
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=self.timeout)
        self.calls += 1
        try:
            connection.request(method, url.path + (f"?{url.query}" if url.query else ""), data, {k: v for k, v in headers.items() if v is not None})
            answer = connection.getresponse()
            reply = Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
            return tamper(method, path, reply) if tamper else reply
        except (OSError, http.client.HTTPException) as why:
            raise Lost(repr(why)) from why
        finally:
            connection.close()


class Credential:
    """What the gateway gave: user name and password, as received."""

    def __init__(self, reply):
        self.token, self.secret, self.request_id = reply["binarySecurityToken"], reply["secret"], str(reply["requestID"])

    @property
    def certificate_text(self):
        return base64.b64decode(self.token, validate=True).decode("ascii")

    @property
    def certificate(self):
        return unit.x509.load_der_x509_certificate(base64.b64decode(self.certificate_text, validate=True))

    def header(self, password=None):
        return {"Authorization": "Basic " + unit.b64(f"{self.token}:{password or self.secret}")}


class Gateway(Server):
    """The six operations of one environment."""

    def __init__(self, base, environment):
        super().__init__(f"{base}/e-invoicing/{environment}")
        self.environment = environment

    def ask(self, method, path, body, credential=None, headers=None, language="en"):
        proof = credential.header() if isinstance(credential, Credential) else credential or {}
        return self.call(method, path, body, {"Accept-Version": "V2", "Accept-Language": language} | proof | (headers or {}))

    def compliance_csid(self, request, otp, **more):
        return self.ask("POST", "/compliance", {"csr": request}, headers={"OTP": otp}, **more)

    def compliance_check(self, credential, sealed, **more):
        return self.ask("POST", "/compliance/invoices", sealed.body, credential, **more)

    def production_csid(self, credential, request_id=None, **more):
        request_id = credential.request_id if request_id is None else request_id
        return self.ask("POST", "/production/csids", {"compliance_request_id": request_id}, credential, **more)

    def renew(self, credential, request, otp, **more):
        return self.ask("PATCH", "/production/csids", {"csr": request}, credential, headers={"OTP": otp}, **more)

    def report(self, credential, sealed, headers=None, **more):
        return self.ask("POST", "/invoices/reporting/single", sealed.body, credential, {"Clearance-Status": "0"} | (headers or {}), **more)

    def clear(self, credential, sealed, headers=None, **more):
        return self.ask("POST", "/invoices/clearance/single", sealed.body, credential, {"Clearance-Status": "1"} | (headers or {}), **more)

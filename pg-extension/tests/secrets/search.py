"""A secret in every form in which it could travel, and where such forms are looked for."""

import base64
import hashlib
import os
import pathlib


class Secret:
    """What may not be anywhere, with its forms: whole, or by halves where a half is still a secret."""

    def __init__(self, name, raw, binary=True, der=None):
        self.name, self.forms = name, []
        halves = [raw[:len(raw) // 2], raw[len(raw) // 2:]] if len(raw) >= 24 else [raw]
        for part in halves:
            self.add("raw", part)
            self.add("hex", part.hex().encode())
            self.add("HEX", part.hex().upper().encode())
            for shift in range(3):
                # Wherever it stands in a longer text, its base64 has one of three middles.
                begin, end = -(-shift * 8 // 6), (shift + len(part)) * 8 // 6
                for form, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
                    self.add(form, encode(bytes(shift) + part)[begin:end])
            self.add("bytes", ", ".join(str(byte) for byte in part).encode())
            # As bytea_output = escape has it, and a dump of that.
            self.add("octal", b"".join(b"\\%03o" % byte for byte in part))
            self.add("octal", b"".join(b"\\\\%03o" % byte for byte in part))
            if binary:
                self.add("words", part[::-1])
        if binary:
            self.add("decimal", str(int.from_bytes(raw, "big")).encode())
            self.add("decimal", str(int.from_bytes(raw, "little")).encode())
        if der:
            at = der.index(raw)
            body = base64.b64encode(der)
            self.add("der", der[at - 2:at + len(raw) + 2])
            # Lines of PEM break within the key.
            lines = [body[line:line + 64] for line in range(0, len(body), 64)]
            touched = [line for number, line in enumerate(lines) if number * 48 < at + len(raw) and (number + 1) * 48 > at]
            for line in touched[:-1]:
                self.add("pem", line[-24:])

    def add(self, form, needle):
        if needle and (form, needle) not in self.forms:
            self.forms.append((form, needle))

    def found_in(self, data):
        """The forms of it that are there, with what stands around each."""
        for form, needle in self.forms:
            at = data.find(needle)
            if at >= 0:
                yield form, data[max(0, at - 40):at + len(needle) + 16]


ZEROS = bytes(256)


def once(places):
    """Each content once, as copies of databases and backups have the same; what is empty is left out, and long stretches of zeros."""
    seen = set()
    for place, data in places:
        data = data.replace(ZEROS, b"")
        digest = hashlib.sha256(data).digest()
        if data and digest not in seen:
            seen.add(digest)
            yield place, data


def hits(secrets, places):
    """Everything that was found: (secret, form, place, around)."""
    return [(secret.name, form, place, around) for place, data in once(places) for secret in secrets for form, around in secret.found_in(data)]


def files(folder, but=()):
    """All files below a folder, as far as they can be read at this moment."""
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and path.name not in but:
            try:
                yield str(path.relative_to(folder)), path.read_bytes()
            except FileNotFoundError:
                continue


def memory(process, shared=False):
    """What a core dump of a process would hold: everything that it may write to; what all processes share only where it is asked for.
    Nothing where it has ended: the server's own come and go."""
    try:
        yield from held(process, shared)
    except (FileNotFoundError, ProcessLookupError):
        return


def held(process, shared):
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as mem:
        for line in maps:
            span, rights = line.split()[:2]
            if not rights.startswith("rw") or rights[3] == "s" and not shared:
                continue
            begin, end = (int(part, 16) for part in span.split("-"))
            data = bytearray()
            mem.seek(begin)
            while begin + len(data) < end:
                try:
                    part = mem.read(min(end - begin - len(data), 1 << 22))
                except OSError:
                    break
                if not part:
                    break
                data += part
            yield f"process {process}: {line.split()[-1] if len(line.split()) > 5 else 'memory'}", bytes(data)


def children(process):
    """The processes of a server."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as stat:
                    fields = stat.read().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[1]) == process:
                yield int(name)

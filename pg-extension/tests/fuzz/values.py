"""Values for arguments: of every type, wild ones and half-right ones that grew out of real ones.

A value is `Value(literal, parameter, binary)`: SQL text of its own, or bytes for a parameter, in text or binary form.
"""

import base64
import json
import random
import string
from collections import namedtuple

Value = namedtuple("Value", "literal parameter binary")
NULL = Value("null", None, False)

MEGABYTE = 1 << 20
STRANGE = [
    "", " ", "\t", "\n", "\r\n", "'", "''", '"', "\\", "\\'", "%s", "%", "$1", "$$", ";", "--", "/*", "*/", "NULL", "null", "NaN", "0", "-1",
    "\u0001", "\u007f", "\u0080", "\u00a0", "\u200b", "\u200f", "\u202e", "\u2028", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\U0001f9fe", "\U0010ffff",
    "e\u0301" * 40, "فاتورة", "שלום", "ضريبية\u202eabc", "ﷺ", "٠١٢٣", "é", "İ", "ß", "<a/>", "]]>", "<!--", "&amp;", "&#0;", "&#x10FFFF;",
    "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "../../etc/passwd", "/dev/zero", "public.t", "pg_catalog.pg_class", "khatm.document", "now()",
    "KHATM-", "en", "ar", "fr", "en-SA", "AR_sa", "sandbox", "simulation", "production", "outage", "clearance_off", "0:", "1:x", "18446744073709551616:",
]
NUMBERS = [
    "0", "-0", "1", "-1", "0.01", "-0.01", "0.005", "1.005", "99999999999999.99", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "1e10", "1e-10", "1e400", "-1e400", "1e131000", "1e-16000", "NaN", "Infinity", "-Infinity", "79228162514264337593543950336",
    "0." + "0" * 60 + "1", "3." + "3" * 200,
]
WHOLE = {
    "int2": ["0", "1", "-1", "32767", "-32768"],
    "int4": ["0", "1", "-1", "2147483647", "-2147483648", "1000"],
    "int8": ["0", "1", "-1", "9223372036854775807", "-9223372036854775808", "4294967296", "4294967295"],
    "oid": ["0", "1", "4294967295", "1259"],
    "xid": ["0", "3"], "cid": ["0"], "tid": ["(0,0)", "(4294967295,65535)"], "pg_lsn": ["0/0", "FFFFFFFF/FFFFFFFF"],
}
TIMES = {
    "timestamptz": ["infinity", "-infinity", "4713-01-01 00:00:00+00 BC", "294276-12-31 23:59:59.999999+00", "epoch", "now", "2026-02-30",
                    "2024-02-29 23:59:60+03", "0001-01-01", "2021-12-04 00:00:00+03", "2038-01-19 03:14:08Z", "2026-11-21"],
    "timestamp": ["infinity", "-infinity", "4713-01-01 BC", "294276-12-31 23:59:59", "epoch"],
    "date": ["infinity", "-infinity", "4713-01-01 BC", "5874897-12-31", "epoch", "2026-11-21"],
    "time": ["00:00", "24:00", "23:59:60"], "timetz": ["00:00+15:59", "24:00-15:59"],
    "interval": ["0", "1 day", "-1 day", "178000000 years", "-178000000 years", "1 microsecond", "-1 microsecond", "2147483647 days", "5 seconds", "1 month -40 days", "00:00:00.0005"],
}
WORDS = {
    "bool": ["true", "false"], "regclass": ["khatm.document", "pg_class", "0", "pg_temp.nothing", "public.fuzzed", "fuzz.sale"],
    "regproc": ["now", "0", "fuzz.draft"], "regprocedure": ["now()", "0", "fuzz.draft(text)", "fuzz.draft(bigint)", "pg_sleep(double precision)", "pg_catalog.lower(text)"],
    "regtype": ["text", "0"], "regrole": ["postgres", "khatm_admin"], "regnamespace": ["khatm", "fuzz"], "name": ["a", "x" * 63], "char": ["a", "", "\\377"],
    "inet": ["127.0.0.1", "::/0"], "xml": ["<a/>", "a"], "point": ["(1,2)", "(NaN,Infinity)"], "bit": ["1"], "varbit": ["", "1" * 1000], "money": ["-92233720368547758.08"],
    "float4": ["NaN", "Infinity", "-0", "1e-45", "3.4e38"], "float8": ["NaN", "Infinity", "-Infinity", "-0", "5e-324", "1.7e308", "0.1", "3600"],
}
# Texts that cannot be a parameter as they are, or are an error as a literal.
LITERAL_TEXTS = [r"E'\001'", r"E'a\000b'", r"E'\377\376'", r"U&'\D800'", r"U&'\D83E\DDFE'", r"U&'\0000'", r"E'\uD800'", "repeat(E'\\u0627', 350000)", "chr(1114111)",
                 "repeat('x', 1048576)", "repeat('<a>', 100000)", "(select string_agg(md5(i::text), '') from generate_series(1, 20000) as i)"]
LITERAL_BYTES = [r"'\x'", r"'\x00'", r"'\xfffe'", r"'\xefbbbf'", r"'\xc0af'", r"'\xeda080'", r"'\xf4908080'", r"'\x3c613e00'", "decode(repeat('3c613e', 30000), 'hex')",
                 "convert_to(repeat('<a>', 200000), 'UTF8')", "decode(repeat('00', 10485760), 'hex')", r"convert_to('<a/>', 'UTF8') || '\x00'"]
LITERAL_JSON = [r"""'"\u0000"'""", r"""'"\ud800"'""", r"""'"\udc00\ud800"'""", r"""'{"number": "\ud83e\uddfe"}'""", "repeat('[', 64) || repeat(']', 64)",
                "repeat('[', 130) || repeat(']', 130)", "repeat('{\"lines\":[', 1000) || repeat(']}', 1000)", "repeat('[', 5000) || repeat(']', 5000)",
                "repeat('[', 100000) || repeat(']', 100000)", "'[' || repeat('1,', 100000) || '1]'", "'{\"number\": \"' || repeat('x', 1000000) || '\"}'",
                "'{\"a\": 1e131000}'", "'{\"lines\": [{\"quantity\": 1' || repeat('0', 100000) || '}]}'", "'{\"a\": -0.0}'",
                "(select json_object_agg(md5(i::text), i)::text from generate_series(1, 10000) as i)", "'null'", "'\"\"'", "'[]'", "'{}'", "'tru'"]


def quoted(text):
    """A literal that means the same whatever standard_conforming_strings says."""
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'" if "\\" in text else "'" + text.replace("'", "''") + "'"


class Values:
    """Draws values. What is real comes from `pools`: lists by the name of what they are; `fresh` gives a
    number that no document has."""

    def __init__(self, rng, pools, types, fresh):
        self.rng, self.pools, self.types, self.fresh = rng, pools, types, fresh
        self.care = self.inside = False

    def wild(self, chance):
        """The chance of what is rare anyway, and rarer with care."""
        return chance / 20 if self.care else chance

    def pick(self, pool, otherwise=""):
        found = self.pools.get(pool)
        return self.rng.choice(found) if found else otherwise

    def value(self, kind, name):
        """A value of a type, for an argument of this name."""
        rng = self.rng
        if rng.random() < (0.005 if self.care else 0.05):
            return NULL
        kind = self.types.get(kind, {}).get("base") or kind
        if kind.startswith("_"):
            return self.array(kind[1:], name)
        if kind in ("text", "varchar", "bpchar", "cstring", "unknown"):
            return self.as_value(self.text(name)) if rng.random() >= self.wild(0.03) else Value(rng.choice(LITERAL_TEXTS), None, False)
        if kind == "bytea":
            if rng.random() < self.wild(0.05):
                return Value(rng.choice(LITERAL_BYTES), None, False)
            data = self.bytes(name)
            return Value("'\\x" + data.hex() + "'", data, True)
        if kind in ("jsonb", "json"):
            if rng.random() < self.wild(0.05):
                return Value(f"({rng.choice(LITERAL_JSON)})", None, False)
            return self.as_value(self.json(name))
        if kind == "uuid":
            return self.as_value(self.uuid())
        if kind == "numeric":
            return self.as_value(rng.choice(NUMBERS))
        labels = self.types.get(kind, {}).get("labels")
        if labels:
            return self.as_value(rng.choice(labels + ["", "unknown"]))
        known = WHOLE.get(kind) or TIMES.get(kind) or WORDS.get(kind)
        if known:
            if kind == "regclass" and name == "target" and rng.random() < 0.8:
                return self.as_value("fuzz.sale")
            real = {"regclass": "tables", "regprocedure": "procedures", "regrole": "roles"}.get(kind)
            if real and rng.random() < 0.5:
                return self.as_value(self.pick(real, "0"))
            if kind in WHOLE and rng.random() < 0.5:
                return self.as_value(str(rng.randrange(20)))
            return self.as_value(rng.choice(known))
        if kind.startswith("any"):
            other = rng.choice(["text", "int4", "jsonb", "bytea", "numeric"])
            drawn = self.value(other, name)
            return Value(f"({drawn.literal})::{other}", None, False)
        return self.as_value(rng.choice(["", "()", "(,)", "0", "{}"]))

    def as_value(self, text):
        """Text as a literal or, in bytes, a parameter; now and then with bytes that are no UTF-8."""
        data = text.encode("utf-8", "surrogatepass")
        if self.rng.random() < self.wild(0.003):
            data += self.rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00"])
        literal = quoted(text) if "\x00" not in text else r"E'\000'"
        return Value(literal, data.replace(b"\x00", b"\\0") if b"\x00" in data else data, False)

    def array(self, kind, name):
        rng = self.rng
        shape = rng.random()
        if shape < 0.01 and not self.inside:
            # What PostgreSQL itself cannot hold is an internal error of its own.
            self.inside = True
            literal = self.value(kind, name).literal
            self.inside = False
            return Value(f"array_fill({literal}::{kind}, array[{min(100_000, 30 * MEGABYTE // len(literal) + 1)}])", None, False)
        if shape < 0.04:
            return self.as_value(rng.choice(["{}", "{NULL}", "{{NULL,NULL},{NULL,NULL}}", "[5:6]={NULL,NULL}", "{{}}", "{", "[-2147483648:-2147483648]={NULL}"]))
        self.inside = True
        items = [self.value(kind, name.rstrip("s")).literal for _ in range(rng.choice([1, 2, 3, 0, 4]))]
        self.inside = False
        return Value(f"array[{', '.join(items)}]::{kind}[]", None, False)

    def uuid(self):
        rng = self.rng
        shape = rng.random()
        if shape < 0.7:
            return self.pick("uuids", "00000000-0000-0000-0000-000000000000")
        if shape < 0.8:
            return rng.choice(["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "no uuid", ""])
        digits = f"{rng.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def text(self, name):
        rng = self.rng
        shape = rng.random() * (0.71 if self.care else 1)
        if shape < 0.7:
            pool = {"language": "languages", "second": "roles", "xml": "xml_texts", "reason": "reasons", "last": "lasts"}.get(name, name + "s")
            real = self.pick(pool, None)
            if name == "qr" and real and rng.random() < self.wild(0.5):
                # Its bytes, and not its letters: fields longer than they say, and characters that no text may have.
                return base64.b64encode(self.broken(base64.b64decode(real).replace(b"Khatm", rng.choice([b"\x00hatm", b"Khatm", b"\xffhatm"])))).decode()
            if real is not None:
                return self.mutated(real) if rng.random() < self.wild(0.12) else real
        if shape < 0.8:
            pool = rng.choice(list(self.pools))
            real = self.pick(pool)
            return real if isinstance(real, str) else real.hex() if isinstance(real, bytes) else json.dumps(real)
        if shape < 0.9:
            return rng.choice(STRANGE)
        if shape < 0.985:
            return "".join(rng.choice(STRANGE + list(string.printable)) for _ in range(rng.randrange(1, 12))).replace("\x00", "")
        if shape < 0.999:
            return "".join(rng.choice(string.ascii_letters) for _ in range(rng.choice([63, 64, 127, 128, 255, 256, 1000, 1001, 2704, 8192])))
        return rng.choice(["x", "ا", "<", "\u202e", "1", "\n"]) * (MEGABYTE // rng.choice([1, 2, 4]))

    def bytes(self, name):
        rng = self.rng
        shape = rng.random()
        real = self.pick({"xml": "xmls", "file": "files"}.get(name, "xmls"), b"<a/>")
        if shape < 0.35:
            return real
        if shape < 0.8:
            return self.broken(real)
        if shape < 0.998:
            return rng.randbytes(rng.choice([0, 1, 2, 16, 255, 4096]))
        # The longest of an array's would be many.
        unit, longest = rng.choice([b"\x00", b"<a>", b"\xff", real or b"<"]), MEGABYTE // 4 if self.inside else 10 * MEGABYTE
        length = rng.choice([1000, MEGABYTE // 8, longest])
        return (unit * (length // len(unit) + 1))[:length]

    def broken(self, data):
        """The same bytes with one to four wounds."""
        rng, data = self.rng, bytearray(data)
        for _ in range(rng.randrange(1, 5)):
            at = rng.randrange(len(data) + 1)
            span = rng.choice([1, 2, 8, 64, 1024])
            deed = rng.randrange(6)
            if deed == 0 and at < len(data):
                data[at] ^= 1 << rng.randrange(8)
            elif deed == 1:
                del data[at:at + span]
            elif deed == 2:
                data[at:at] = data[at:at + span]
            elif deed == 3:
                data[at:at] = rng.choice(STRANGE).encode("utf-8", "surrogatepass")
            elif deed == 4:
                other = self.pick("xmls", b"<a/>")
                begin = rng.randrange(len(other))
                data[at:at + span] = other[begin:begin + span]
            else:
                data[at:at] = rng.randbytes(rng.choice([1, 4]))
        return bytes(data)

    def mutated(self, text):
        broken = self.broken(text.encode("utf-8", "surrogatepass")).replace(b"\x00", b"")
        return broken.decode("utf-8", "ignore")

    def json(self, name):
        rng = self.rng
        shape = rng.random() * (0.86 if self.care else 1)
        if shape < 0.85:
            pool = "drafts" if name.startswith("draft") else name + "s"
            tree = json.loads(self.pick(pool, None) or self.pick("drafts", "{}"))
            if isinstance(tree, dict) and "number" in tree:
                tree["number"] = self.fresh()
            for _ in range(rng.choice([0, 0, 0, 1] if self.care else [0, 1, 1, 2, 3])):
                tree = self.edited(tree)
            return json.dumps(tree, ensure_ascii=rng.random() < 0.5).replace("\\u0000", "")
        if shape < 0.9:
            return self.mutated(self.pick("drafts", "{}"))
        return json.dumps(self.leaf(), ensure_ascii=False)

    def leaf(self):
        rng = self.rng
        return rng.choice([
            None, True, False, 0, -1, 1e308, 10 ** 30, "", [], {}, [[]], {"": ""}, rng.choice(STRANGE), rng.choice(STRANGE), rng.choice(NUMBERS), rng.random(),
            self.pick("numbers", "F-1"), self.pick("uuids", ""), {rng.choice(STRANGE): rng.choice(STRANGE)}, [{}] * 20, "2026-11-21", "x" * 5000,
        ])

    def edited(self, tree):
        """The same tree with one place changed."""
        rng = self.rng
        if isinstance(tree, dict) and tree and rng.random() < 0.9:
            key = rng.choice(list(tree))
            deed = rng.random()
            if deed < 0.15:
                return {other: value for other, value in tree.items() if other != key}
            if deed < 0.25:
                return tree | {rng.choice(STRANGE + list(tree)): tree[key]}
            return tree | {key: self.edited(tree[key])}
        if isinstance(tree, list) and tree and rng.random() < 0.9:
            at = rng.randrange(len(tree))
            deed = rng.random()
            if deed < 0.15:
                return tree[:at] + tree[at + 1:]
            if deed < 0.25:
                return tree + [tree[at]] * rng.choice([1, 1, 1, 200])
            return tree[:at] + [self.edited(tree[at])] + tree[at + 1:]
        return self.leaf()


def seeded(seed, part):
    """The generator of one part of a run."""
    return random.Random(f"{seed}/{part}")

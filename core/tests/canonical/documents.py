"""Random documents: legal XML 1.0 with namespaces, written as no sane program would.

A document is written as text, not built as a tree, so that the ways of writing the same thing differ: quotes, white
space within tags, references, CDATA, line ends. `Writer.seen` tells which constructs went in.
"""

import random

INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
EXT = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"
XML = "http://www.w3.org/XML/1998/namespace"

# What libxml2 does not support in a namespace name is not here: other than ASCII characters ("not a valid URI"), and '&',
# which it writes into the canonical form as it is, unescaped; Santuario writes "&amp;", as the specification says.
URIS = [
    INVOICE, CAC, CBC, EXT, "urn:a", "urn:b", "urn:A", "http://example.com/", "http://example.com/a", "http://example.com",
    "https://example.com/x?q=1", "tag:example.com,2026:z", "x-y.z+1:anything", "http://example.com/it's",
    "http://example.com/%D9%81",
]
PREFIXES = ["cac", "cbc", "ext", "a", "b", "A", "z", "_p", "x-1", "n.2", "sig", "B", "aa"]
WIDE_PREFIXES = ["بادئة", "é"]
NAMES = [
    "ID", "UUID", "Note", "IssueDate", "InvoiceLine", "Party", "Name", "TaxTotal", "TaxAmount", "a", "B", "_x", "x-y", "x.y", "x1",
    # Near misses.
    "Signatures", "UBLExtension", "signature", "Invoices", "AdditionalDocument",
]
WIDE_NAMES = ["ملاحظة", "é", "e\u0301", "名前", "اسم\u064b"]
EXCLUDED = ["UBLExtensions", "Signature"]
ATTRIBUTES = ["id", "a", "b", "A", "name", "schemeID", "currencyID", "lang", "x-y", "_z", "n1"]
XML_ATTRIBUTES = {
    "lang": ["en", "ar-SA", ""],
    "space": ["preserve", "default"],
    "base": ["http://example.com/b/", "../c", ""],
}
WORDS = ["alpha", "1.00", "x", "Line  two", "-", "]", "]]", "--", "%", "#", ";", "a=b", "QR", "?>", "/>", "115.00", "\x7f"]
WIDE_WORDS = [
    "شركة توريد", "ضريبة", "مُؤَسَّسَة", "e\u0301", "é", "\u200f", "\u200d", "\u00a0", "\u0085", "\u2028", "\ufeff", "\ufffd", "😀", "𞸀", "日本", "\u0080",
]
CODES = [9, 10, 13, 32, 34, 38, 39, 60, 62, 65, 0x7F, 0x85, 0xA0, 0xE9, 0x301, 0x628, 0x2028, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF]
ENTITIES = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"]
TARGETS = ["t", "xml-stylesheet", "php", "_x", "xmlish", "A.b-c"]

# What may stand in cbc:ID of an AdditionalDocumentReference; about half of it is QR to the transforms.
IDS = [
    "QR", "QR", "QR", " QR ", "\n  QR\t", "&#81;R", "&#x51;&#x0052;", "<![CDATA[QR]]>", "Q<![CDATA[R]]>", "<![CDATA[Q]]><![CDATA[R]]>",
    "<![CDATA[]]>QR", "<!-- c -->QR", "<?p?>QR", "QR<!-- c -->x", "QR<x/>y", "<x/>QR", "&#13;QR", "QR&#10;", "<![CDATA[ ]]>QR", "<![CDATA[]]><!-- c -->QR",
    "qr", "QR1", "Q R", "Q<!-- c -->R", "Q<?p?>R", "Q<x/>R", "<x>QR</x>", " <x/>QR", " <!-- c -->QR", "ICV", "PIH", "", "&#160;QR", "&#x85;QR", "<![CDATA[Q]]>&#9;R",
]


class Writer:
    """Writes one document from one seed."""

    EXPECTED = frozenset((
        "superfluous declaration", "redeclared prefix", "two prefixes for one URI", "default namespace changed", "default namespace undone",
        "xmlns='' without need", "xmlns:xml", "unused declaration", "prefixed attributes", "xml: attribute", "xml:id", "entity", "decimal reference", "hex reference",
        "reference to CR", "reference to LF", "reference to TAB", "supplementary reference", "CDATA", "empty CDATA", "adjacent CDATA",
        "comment", "instruction", "before the root", "after the root", "CRLF", "CR", "BOM", "declaration", "US-ASCII", "odd case of the encoding",
        "standalone", "non-ASCII name", "white space in tags", "line end in an attribute", "raw >", "self-closed", "empty pair",
        "excluded element", "excluded name in another namespace", "reference to QR", "root not Invoice", "tidy",
    ))

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.seen = set()
        self.ids = 0
        self.lead = ""
        # A tidy document stands in its file much as canonical form has it: long stretches need no rewriting.
        self.tidy = self.rng.random() < 0.3
        self.budget = self.rng.choice([5, 10, 20, 40, 80, 150, 300])
        self.ascii = self.rng.random() < 0.12
        ends = self.rng.choice([["\n"], ["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]])
        self.ends = ends
        self.seen.update({"\r\n": "CRLF", "\r": "CR"}[end] for end in ends if end != "\n")

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, plain, wide=()):
        """One of the plain ones; where the document is not held to ASCII, of the wide ones too."""
        pool = plain if self.ascii or not wide or self.chance(0.7) else wide
        return self.rng.choice(pool)

    def note(self, what, if_true=True):
        if if_true:
            self.seen.add(what)

    def end(self):
        return self.rng.choice(self.ends)

    def gap(self, least=0):
        """White space within a tag."""
        if self.tidy or self.chance(0.85):
            return " " * least
        self.note("white space in tags")
        return "".join(self.rng.choice([" ", "\t", self.end(), "  "]) for _ in range(self.rng.randint(max(least, 1), 3)))

    # The document around its root.

    def document(self):
        head = self.declaration()
        before, after = self.outside(), self.outside()
        self.note("before the root", before.strip() != "")
        self.note("after the root", after.strip() != "")
        # Santuario forgets what follows a root without children, and the transforms can take all of them: such a root
        # keeps a line end.
        self.lead = self.end() if "<?" in after else ""
        text = head + before + self.root() + after
        mark = not self.ascii and self.chance(0.15)
        self.note("BOM", mark)
        return text.encode("utf-8-sig" if mark else "ascii" if self.ascii else "utf-8")

    def declaration(self):
        if not self.ascii and self.chance(0.25):
            return ""
        self.note("declaration")
        out = "<?xml" + self.pseudo("version", "1.0")
        if self.ascii:
            self.note("US-ASCII")
            out += self.pseudo("encoding", self.rng.choice(["US-ASCII", "us-ascii", "Us-Ascii"]))
        elif self.chance(0.8):
            name = self.rng.choice(["UTF-8", "utf-8", "Utf-8", "uTF-8"])
            self.note("odd case of the encoding", name in ("Utf-8", "uTF-8"))
            out += self.pseudo("encoding", name)
        if self.chance(0.3):
            self.note("standalone")
            out += self.pseudo("standalone", self.rng.choice(["yes", "no"]))
        return out + self.gap() + "?>"

    def pseudo(self, name, value):
        quote = self.rng.choice("\"\"'")
        return f"{self.gap(1)}{name}{self.gap()}={self.gap()}{quote}{value}{quote}"

    def outside(self):
        parts = []
        for _ in range(self.rng.choice([0, 0, 1, 2, 3])):
            parts.append(self.rng.choice([self.comment, self.instruction, self.end])())
        return "".join(parts)

    def root(self):
        if self.chance(0.75):
            scope = {"": INVOICE, "cac": CAC, "cbc": CBC, "ext": EXT}
            attributes = [("xmlns" + (":" + prefix if prefix else ""), uri) for prefix, uri in scope.items()]
            if self.chance(0.3):
                attributes.append(("xmlns:unused", self.rng.choice(URIS)))
                scope["unused"] = attributes[-1][1]
                self.note("unused declaration")
            return self.tags("Invoice", attributes, self.content({"xml": XML, **scope}, 1))
        self.note("root not Invoice")
        name = self.rng.choice(["CreditNote", "Invoice", "Envelope", "UBLExtensions", "Signature", "x"])
        return self.element({"xml": XML, "": ""}, 1, name)

    # Elements.

    def element(self, scope, depth, name=None):
        """An element with declarations of its own; `name` is a local name that must be."""
        scope = dict(scope)
        attributes = self.declarations(scope)
        prefix = self.rng.choice(sorted(p for p in scope if p != "xml"))
        if name is None and self.chance(0.08) and depth > 1:
            name = self.rng.choice(EXCLUDED)
            self.note("excluded element", scope[prefix] in (EXT, CAC))
            self.note("excluded name in another namespace", scope[prefix] not in (EXT, CAC))
        if name is None and self.chance(0.1) and depth > 1:
            return self.reference_element(scope, attributes, prefix, depth)
        if name is None:
            name = "Invoice" if self.chance(0.02) else self.pick(NAMES, WIDE_NAMES)
        self.note("non-ASCII name", not (prefix + name).isascii())
        self.attributes(scope, attributes)
        return self.tags(prefix + ":" + name if prefix else name, attributes, self.content(scope, depth + 1))

    def declarations(self, scope):
        """Some declarations, put into `scope` too."""
        out = []
        for _ in range(self.rng.choice([0, 0, 0, 0, 1, 1, 2, 4])):
            prefix = "" if self.chance(0.3) else self.pick(PREFIXES, WIDE_PREFIXES)
            key = "xmlns:" + prefix if prefix else "xmlns"
            if key in (taken for taken, _ in out):
                continue
            before = scope.get(prefix)
            uri = before if before and self.chance(0.25) else self.rng.choice(URIS)
            if not prefix and self.chance(0.3):
                uri = ""
            self.note("superfluous declaration", before == uri and uri)
            self.note("redeclared prefix", prefix and before and before != uri)
            self.note("default namespace changed", not prefix and before and uri and before != uri)
            self.note("default namespace undone", not prefix and before and not uri)
            self.note("xmlns='' without need", not prefix and not before and not uri)
            self.note("two prefixes for one URI", uri and any(u == uri and p != prefix for p, u in scope.items()))
            scope[prefix] = uri
            out.append((key, uri))
        if self.chance(0.01):
            self.note("xmlns:xml")
            out.append(("xmlns:xml", XML))
        return out

    def attributes(self, scope, out):
        """Adds attributes, each expanded name once."""
        taken = set()
        prefixes = sorted(prefix for prefix in scope if prefix not in ("", "xml"))
        for _ in range(self.rng.choice([0, 0, 1, 1, 2, 3, 6])):
            if self.chance(0.12):
                name = self.rng.choice(sorted(XML_ATTRIBUTES))
                expanded, key, value = (XML, name), "xml:" + name, self.rng.choice(XML_ATTRIBUTES[name])
                self.note("xml: attribute")
            elif self.chance(0.03):
                self.ids += 1
                expanded, key, value = (XML, "id"), "xml:id", f"i{self.ids}"
                self.note("xml:id")
            else:
                prefix = self.rng.choice(prefixes) if prefixes and self.chance(0.6) else ""
                name = self.pick(ATTRIBUTES, WIDE_NAMES)
                expanded = (scope[prefix] if prefix else "", name)
                key, value = (f"{prefix}:{name}" if prefix else name), None
            if expanded not in taken:
                taken.add(expanded)
                out.append((key, value))
        self.note("prefixed attributes", len({uri for uri, _ in taken}) > 2)

    def tags(self, name, attributes, content):
        self.rng.shuffle(attributes)
        if self.tidy:
            self.note("tidy")
            attributes.sort(key=lambda pair: (not pair[0].startswith("xmlns"), pair[0]))
        inside = "".join(self.gap(1) + key + self.gap() + "=" + self.gap() + self.value(value) for key, value in attributes)
        if not content and self.chance(0.5):
            self.note("self-closed")
            return f"<{name}{inside}{self.gap()}/>"
        self.note("empty pair", not content)
        return f"<{name}{inside}{self.gap()}>{content}</{name}{self.gap()}>"

    def value(self, fixed):
        """A quoted attribute value."""
        quote = '"' if self.tidy else self.rng.choice("\"\"'")
        if fixed is not None:
            if quote in fixed:
                fixed = fixed.replace(quote, self.rng.choice(["&apos;", "&#39;"]))
            return quote + fixed + quote
        parts = []
        for _ in range(self.rng.choice([0, 1, 1, 2, 4])):
            part = self.run()
            if self.chance(0.15):
                part = self.rng.choice(["\t", self.end(), "  ", ">"])
                self.note("line end in an attribute", part in self.ends)
            parts.append(part.replace(quote, ""))
        if self.chance(0.2):
            parts.append("'" if quote == '"' else '"')
        return quote + "".join(parts) + quote

    def reference_element(self, scope, attributes, prefix, depth):
        """An AdditionalDocumentReference, with one or more IDs that say QR, nearly say it, or say it elsewhere."""
        self.note("reference to QR")
        parts = []
        for _ in range(self.rng.choice([1, 1, 1, 2])):
            own = [p for p, uri in scope.items() if uri == CBC]
            inner = self.rng.choice(IDS).replace("\n", self.end())
            if own and self.chance(0.8):
                holder = self.rng.choice(sorted(own))
                parts.append(f"<{holder}:ID>{inner}</{holder}:ID>" if holder else f"<ID>{inner}</ID>")
            elif self.chance(0.5):
                parts.append(f"<q:ID xmlns:q='{CBC}'>{inner}</q:ID>")
            else:
                parts.append(f"<ID>{inner}</ID>")
        if self.chance(0.1):
            parts = [f"<deeper>{''.join(parts)}</deeper>"]
        self.rng.shuffle(parts)
        parts.insert(self.rng.randint(0, len(parts)), self.content(scope, depth + 1) if self.chance(0.4) else self.end())
        name = "AdditionalDocumentReference"
        self.attributes(scope, attributes)
        return self.tags(prefix + ":" + name if prefix else name, attributes, "".join(parts))

    # What stands between tags.

    def content(self, scope, depth):
        parts, in_text = [self.lead], False
        self.lead = ""
        for _ in range(self.rng.choice([0, 1, 2, 3, 5, 8, 12]) if depth > 2 else self.rng.randint(4, 60)):
            if self.budget <= 0:
                break
            self.budget -= 1
            roll = self.rng.random()
            was_text, in_text = in_text, False
            if roll < 0.45 and depth < 14:
                part = self.element(scope, depth)
            elif roll < 0.75:
                part, in_text = self.text(), True
            elif roll < 0.85:
                part = self.cdata()
            elif roll < 0.93:
                part = self.comment()
            else:
                part = self.instruction()
            if was_text and in_text:
                # Two runs of text meet: "]]>" must not come of it.
                part = (parts.pop() + part).replace("]]>", "]]&gt;")
            parts.append(part)
        return "".join(parts)

    def text(self):
        parts = []
        for _ in range(self.rng.choice([1, 1, 2, 4])):
            part = self.rng.choice([self.end() + "    ", self.end(), " ", "\t"]) if self.chance(0.3) else self.run()
            if self.chance(0.08):
                self.note("raw >")
                part += ">"
            parts.append(part)
        return "".join(parts).replace("]]>", "]]&gt;")

    def run(self):
        """A word, an entity or a reference: legal in text and in an attribute (but for its quote)."""
        roll = self.rng.random()
        if roll < 0.65:
            return self.pick(WORDS, WIDE_WORDS)
        if roll < 0.78:
            self.note("entity")
            return self.rng.choice(ENTITIES)
        code = self.rng.choice(CODES)
        self.note({9: "reference to TAB", 10: "reference to LF", 13: "reference to CR"}.get(code, "reference"))
        self.note("supplementary reference", code > 0xFFFF)
        if self.chance(0.5):
            self.note("decimal reference")
            return f"&#{'0' * self.rng.choice([0, 0, 3])}{code};"
        self.note("hex reference")
        return f"&#x{'0' * self.rng.choice([0, 0, 3])}{self.rng.choice([f'{code:x}', f'{code:X}'])};"

    def cdata(self):
        self.note("CDATA")
        if self.chance(0.2):
            self.note("empty CDATA")
            return "<![CDATA[]]>"
        inner = self.rng.choice(["<a b='c'>", "&amp;", "]] >", "]", "]]", "\"'", "x" + self.end() + "y", "<!-- -->", "\t", " ", ">", "QR"])
        if self.chance(0.4):
            inner += self.pick(WORDS, WIDE_WORDS)
        out = "<![CDATA[" + inner.replace("]]>", "]]") + "]]>"
        if self.chance(0.25):
            self.note("adjacent CDATA")
            return out + self.cdata()
        return out

    def comment(self):
        self.note("comment")
        inner = self.rng.choice(["", " c ", "<a/>", "&amp;", " - - ", " " + self.end() + " ", "]]>", self.pick(["x"], WIDE_WORDS)])
        return f"<!--{inner}-->"

    def instruction(self):
        self.note("instruction")
        data = self.rng.choice(["", "", "a='b'", " x  y ", "<a>", "&amp;", "?", "x" + self.end() + "y", "x >", self.pick(["x"], WIDE_WORDS)])
        return f"<?{self.rng.choice(TARGETS)}{self.rng.choice([' ', '  ', self.end()]) if data else self.rng.choice(['', ' '])}{data}?>"

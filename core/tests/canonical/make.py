#!/usr/bin/env python3
"""Makes XML documents that are hard to canonicalise, and says what libxml2 makes of them.

    make.py --seed N --count 2000 --out DIR

writes DIR/0000.xml and so on, and DIR/lxml.txt with a line for each document:

    0000.xml WHOLE INVOICE

SHA-256, in hexadecimal, of inclusive Canonical XML 1.0 without comments: of the whole document, and of what is left
without the elements that the authority's transforms remove.

The same seed makes the same documents. `documents.py` writes them; this file only digests, with an implementation that
shares nothing with ours. There is no DTD in them, and every namespace name is absolute: both are refused by Khatm.
"""

import argparse
import hashlib
import io
import os
import sys
from collections import Counter

from lxml import etree

from documents import CBC, Writer

SPACE = " \t\r\n"  # What XPath's normalize-space() strips; str.strip() would take more.


def local(node):
    """The local name of an element; None for a comment or an instruction."""
    return etree.QName(node).localname if isinstance(node.tag, str) else None


def first_text(element):
    """The first text node as XPath sees it: comments, instructions and elements part text, CDATA does not."""
    runs = [element.text] + [child.tail for child in element]
    return next((run for run in runs if run), "")


def normalised(text):
    """XPath's normalize-space()."""
    for space in SPACE[1:]:
        text = text.replace(space, " ")
    return " ".join(part for part in text.split(" ") if part)


def is_removed(element):
    """Whether the three transforms take this element out of an invoice."""
    name = local(element)
    if name == "AdditionalDocumentReference":
        ids = (child for child in element if child.tag == f"{{{CBC}}}ID")
        hit = any(normalised(first_text(child)) == "QR" for child in ids)
    else:
        hit = name in ("UBLExtensions", "Signature")
    return hit and any(local(above) == "Invoice" for above in element.iterancestors())


def drop(element):
    """Takes the element out and leaves the text that follows it, which lxml counts as its own."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def digest(tree):
    """SHA-256 of the canonical form, in hexadecimal."""
    out = io.BytesIO()
    tree.write_c14n(out, with_comments=False)
    return hashlib.sha256(out.getvalue()).hexdigest()


def digests(data):
    """Of the whole document, of what the transforms leave, and how many elements they took."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
    tree = etree.ElementTree(etree.fromstring(data, parser))
    full = digest(tree)
    doomed = [element for element in tree.iter("*") if is_removed(element)]
    for element in doomed:
        drop(element)
    return full, digest(tree), len(doomed)


def main():
    ask = argparse.ArgumentParser(description="Documents that are hard to canonicalise, and libxml2's digests of them.")
    ask.add_argument("--seed", type=int, required=True)
    ask.add_argument("--count", type=int, default=2000)
    ask.add_argument("--out", required=True)
    options = ask.parse_args()
    os.makedirs(options.out, exist_ok=True)
    seen, touched, lines = Counter(), 0, []
    for number in range(options.count):
        writer = Writer(f"{options.seed}/{number}")
        data = writer.document()
        name = f"{number:04}.xml"
        with open(os.path.join(options.out, name), "wb") as file:
            file.write(data)
        full, invoice, removed = digests(data)
        assert (removed > 0) == (full != invoice), name
        lines.append(f"{name} {full} {invoice}\n")
        seen.update(writer.seen)
        touched += removed > 0
    with open(os.path.join(options.out, "lxml.txt"), "w", encoding="ascii") as file:
        file.writelines(lines)
    print(f"seed {options.seed}: {options.count} documents, {touched} of them lose elements to the transforms")
    print("documents with: " + ", ".join(f"{what} {count}" for what, count in sorted(seen.items())))
    if options.count >= 1000:
        missing = Writer.EXPECTED - seen.keys()
        assert not missing, f"no document has {missing}: the generator lost a construct"
        assert touched > options.count / 4, "too few documents lose elements"
    return 0


if __name__ == "__main__":
    sys.exit(main())

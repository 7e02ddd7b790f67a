#!/usr/bin/env python3
"""compare.py DIR: lxml.txt and santuario.txt must say the same of every document, or neither is worth comparing with."""

import os
import sys


def read(folder, name):
    """document → (digest of the whole, digest of what the invoice hash covers)"""
    with open(os.path.join(folder, name), encoding="ascii") as file:
        rows = [line.split() for line in file.read().splitlines()]
    table = {document: (whole, invoice) for document, whole, invoice in rows}
    assert len(table) == len(rows), f"{name} names a document twice"
    return table


def main(folder):
    documents = {name for name in os.listdir(folder) if name.endswith(".xml")}
    lists = {name: read(folder, name) for name in ("lxml.txt", "santuario.txt")}
    for name, table in lists.items():
        if table.keys() != documents or not documents:
            print(f"{name} lacks {sorted(documents - table.keys())[:20]} and has {sorted(table.keys() - documents)[:20]} for nothing")
            return 1
    lxml, santuario = lists.values()
    for at, form in enumerate(("as a whole", "without what the transforms remove")):
        wrong = sorted(name for name in documents if lxml[name][at] != santuario[name][at])
        if wrong:
            print(f"libxml2 and Santuario disagree on {len(wrong)} documents {form}: {', '.join(wrong[:20])}")
            return 1
    print(f"libxml2 and Santuario agree on {len(documents)} documents")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

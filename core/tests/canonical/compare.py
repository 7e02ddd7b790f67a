#!/usr/bin/env python3
"""compare.py DIR: lxml.txt and santuario.txt must say the same of every document, or neither is worth comparing with."""

import os
import sys


def read(folder, name):
    with open(os.path.join(folder, name), encoding="ascii") as file:
        lines = file.read().splitlines()
    table = {tuple(line.split()[:2]): line.split()[2] for line in lines}
    assert len(table) == len(lines), f"{name} names a document twice"
    return table


def main(folder):
    ours = {(name, form) for name in os.listdir(folder) if name.endswith(".xml") for form in ("full", "invoice")}
    lxml, santuario = read(folder, "lxml.txt"), read(folder, "santuario.txt")
    wrong = [" ".join(key) for key in sorted(ours | lxml.keys() | santuario.keys()) if lxml.get(key) is None or lxml.get(key) != santuario.get(key)]
    stray = [" ".join(key) for key in sorted((lxml.keys() | santuario.keys()) - ours)]
    for what, names in (("differ or are missing", wrong), ("are of no document", stray)):
        if names:
            print(f"{len(names)} digests {what}: {', '.join(names[:20])}")
    if not lxml or wrong or stray:
        return 1
    print(f"libxml2 and Santuario agree on {len(lxml)} digests of {len(ours) // 2} documents")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

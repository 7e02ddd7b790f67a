#!/usr/bin/env python3
"""The example drafts against docs/schema/draft.json, by a validator that is not ours; and that it refuses what it should."""

import json
import pathlib
import sys

import jsonschema

root = pathlib.Path(__file__).resolve().parents[3]
schema = json.loads((root / "docs/schema/draft.json").read_text(encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
files = sorted((root / "examples/drafts").glob("*.json"))
wrong = []
for file in files:
    draft = json.loads(file.read_text(encoding="utf-8"))
    wrong += [f"{file.name}: {list(error.path)}: {error.message}" for error in validator.iter_errors(draft)]
    for path, broken in {
        "a field that is not known": {**draft, "colour": "red"},
        "a line's field that is not known": {**draft, "lines": [{**draft["lines"][0], "pric": "1"}]},
        "a word that is not known": {**draft, "kind": "credit"},
        "a price that is none": {**draft, "lines": [{**draft["lines"][0], "price": "12,50"}]},
        "lines that are none": {**draft, "lines": "Book"},
    }.items():
        if validator.is_valid(broken):
            wrong.append(f"{file.name}: {path} is valid")
for name, definition in [("draft", schema), *schema["$defs"].items()]:
    for field, prop in definition.get("properties", {}).items():
        if not prop.get("title") and name != "DraftNote":
            wrong.append(f"{name}.{field} has no title")
print("\n".join(wrong) or f"{len(files)} drafts are valid; each broken in five ways is not")
sys.exit(bool(wrong) or not files)

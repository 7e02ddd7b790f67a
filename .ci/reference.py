#!/usr/bin/env python3
"""Writes docs/reference/python.md and node.md out of what the packages declare. Run by .ci/gen.

Nothing is known here but how a stub and a declaration file are written; what they do not say is in neither page. A declaration that is
not understood stops it.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "python-bindings/python/khatm"
NODE = ROOT / "node-bindings"
MADE = "Made from {} by `.ci/gen`: do not edit. The guide is [{}](../{})."


def cell(text: str) -> str:
    """Text in one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def plain(text: str) -> str:
    """A docstring as Markdown has it."""
    return "\n".join(line.strip() for line in text.strip().splitlines()).replace("``", "`")


class Page:
    def __init__(self, title: str, *beginning: str) -> None:
        self.parts = [f"# {title}", *beginning]

    def add(self, *parts: str) -> None:
        self.parts.extend(part for part in parts if part)

    def table(self, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        if rows:
            lines = [head, tuple("---" for _ in head), *rows]
            self.add("\n".join("| " + " | ".join(line) + " |" for line in lines))

    def write(self, name: str) -> None:
        folder = ROOT / "docs/reference"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n\n".join(self.parts) + "\n", "utf-8")


# --- Python ----------------------------------------------------------------------------------------------------------------------


def parsed(name: str) -> ast.Module:
    return ast.parse((PACKAGE / name).read_text("utf-8"))


def public(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    raise SystemExit("a module without __all__")


def documented(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with the text that stands behind it."""
    for at, node in enumerate(body):
        after = body[at + 1] if at + 1 < len(body) else None
        text = ""
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
            text = after.value.value
        yield node, text


def signature(node: ast.FunctionDef, before: str = "") -> str:
    words = ast.unparse(node.args)
    # Who calls a method does not hand it itself.
    words = re.sub(r"^(self|cls)(, |$)", "", words)
    words = re.sub(r"(?<=[\w\]])=(?=['\w])", " = ", words).replace(", /", "")
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    text = f"{before}{node.name}({words}){returns}"
    # The names that the stub has for its own use.
    for own, name in (("_Draft", "Draft"), ("_Party", "DraftParty"), ("_Record", "Record"), ("_Uuid", "str | UUID"), ("_Path", "str | PathLike")):
        text = re.sub(rf"\b{own}\b", name, text)
    return f"```python\n{text}\n```"


def is_property(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator) == "property" for decorator in node.decorator_list)


def python_function(page: Page, node: ast.FunctionDef, before: str = "") -> None:
    doc = ast.get_docstring(node)
    if doc is None:
        raise SystemExit(f"{node.name} says nothing of itself")
    if is_property(node):
        returns = ast.unparse(node.returns) if node.returns else ""
        page.add(f"#### `{node.name}`: `{returns}`", plain(doc))
    else:
        page.add(f"{'####' if before else '###'} `{node.name}`", signature(node, before), plain(doc))


def python_class(page: Page, node: ast.ClassDef) -> None:
    page.add(f"### `{node.name}`", plain(ast.get_docstring(node) or ""))
    for member in node.body:
        if not isinstance(member, ast.FunctionDef):
            continue
        if member.name == "__new__":
            page.add(f"```python\n{node.name}({re.sub(r'^cls(, )?', '', ast.unparse(member.args))})\n```")
        elif not member.name.startswith("_"):
            static = any(ast.unparse(decorator) == "staticmethod" for decorator in member.decorator_list)
            python_function(page, member, f"{node.name}." if static else f"{node.name.lower()}.")


def python_value(page: Page, node: ast.stmt, text: str) -> None:
    if isinstance(node, ast.ClassDef):
        page.add(f"### `{node.name}`", plain(ast.get_docstring(node) or ""))
        rows = []
        for member, doc in documented(node.body):
            if isinstance(member, ast.AnnAssign):
                rows.append((f"`{ast.unparse(member.target)}`", f"`{cell(ast.unparse(member.annotation))}`", cell(plain(doc))))
        page.table(("field", "type", "what it is"), rows)
    elif isinstance(node, ast.Assign):
        page.add(f"### `{ast.unparse(node.targets[0])}`", plain(text))
        if isinstance(node.value, ast.Subscript) and ast.unparse(node.value.value) == "Literal" and "- `" not in plain(text):
            page.add(f"```python\n{ast.unparse(node.value)}\n```")


def python() -> None:
    page = Page(
        "Khatm in Python: reference",
        MADE.format("the package's stubs and types", "python.md", "python.md"),
        "Everything raises `KhatmError`, one of its classes below; an argument of a wrong type is a `TypeError`. `language` is `\"en\"` or "
        "`\"ar\"`. The codes of errors and findings are in [codes.md](../codes.md). `khatm.aio` has the calls and the class `Khatm` under the "
        "same names, to be awaited. A `Draft`, a `DraftParty` or another record is handed in as a dictionary, an instance of a dataclass, or JSON text.",
    )
    stub, names = parsed("_khatm.pyi"), public(parsed("__init__.py"))
    page.add("## Without a ledger")
    for node in stub.body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            python_function(page, node)
    page.add("## Keys and ledgers")
    for node in stub.body:
        if isinstance(node, ast.ClassDef) and node.name in names:
            python_class(page, node)
    for module, about in (("postgres.py", "Within a transaction of your own: `khatm.postgres`"), ("testing.py", "For tests: `khatm.testing`")):
        tree = parsed(module)
        page.add(f"## {about}")
        for one, text in documented(tree.body):
            if isinstance(one, ast.FunctionDef) and one.name in public(tree):
                python_function(page, one)
            elif isinstance(one, (ast.Assign, ast.AnnAssign)) and text:
                target = one.targets[0] if isinstance(one, ast.Assign) else one.target
                page.add(f"### `{ast.unparse(target)}`", plain(text))
        if module == "testing.py":
            for node in stub.body:
                if isinstance(node, ast.ClassDef) and node.name == "Simulator":
                    python_class(page, node)
    page.add("## Errors")
    errors = parsed("_errors.py")
    classes = [node for node in errors.body if isinstance(node, ast.ClassDef)]
    page.table(("class", "what to do"), [(f"`{node.name}`", cell(plain(ast.get_docstring(node) or ""))) for node in classes])
    fields = [(member, text) for member, text in documented(classes[0].body) if isinstance(member, ast.AnnAssign)]
    page.table(
        ("attribute", "type", "what it is"),
        [(f"`{ast.unparse(m.target)}`", f"`{cell(ast.unparse(m.annotation))}`", cell(plain(text))) for m, text in fields],
    )
    page.add("## Values", "What comes back is plain dictionaries, with every field; of what is handed in, every field may be left out.")
    for node, text in documented(parsed("_values.py").body):
        if isinstance(node, (ast.ClassDef, ast.Assign)) and not ast.unparse(node).startswith("__all__"):
            python_value(page, node, text)
    page.write("python.md")


# --- Node ------------------------------------------------------------------------------------------------------------------------


def comment(text: str) -> str:
    lines = [re.sub(r"^\s*\*? ?", "", line).rstrip() for line in text.strip()[3:-2].splitlines()]
    return "\n".join(lines).strip()


class Declaration:
    """A declaration of TypeScript: what stands before its body, its members, and what is said of it."""

    def __init__(self, head: str, body: str | None, doc: str) -> None:
        self.head, self.body, self.doc = " ".join(head.split()), body, doc
        found = re.search(r"(?:function|class|interface|type|const)\s+(\w+)", self.head) or re.match(r"(?:static |readonly |private |protected )*(\[?[\w.]+\]?)", self.head)
        if found is None:
            raise SystemExit(f"a declaration that is not understood: {self.head}")
        self.name = found[1]

    def members(self) -> list[Declaration]:
        return list(declarations(self.body or "", within=True))


def declarations(text: str, within: bool = False) -> Iterator[Declaration]:
    """The declarations of a text, one after the other. Brackets are counted, and what stands in comments is none."""
    at, doc = 0, ""
    while at < len(text):
        if text.startswith("/**", at):
            end = text.index("*/", at) + 2
            doc, at = comment(text[at:end]), end
        elif text.startswith("//", at):
            at = text.find("\n", at) + 1 or len(text)
        elif text[at].isspace():
            # A blank line ends what a comment is about.
            doc = "" if text.startswith("\n\n", at) else doc
            at += 1
        else:
            head, body, at = declared(text, at, within)
            if within or head.startswith("export declare") or re.match(r"export (interface|type) \w", head):
                yield Declaration(head, body, doc)
            doc = ""


def declared(text: str, at: int, within: bool) -> tuple[str, str | None, int]:
    """One declaration from its first letter: its head, its body, and where the next may begin."""
    start, depth = at, 0
    has_body = not within and re.match(r"export (declare class|interface)\b", text[at:]) is not None
    while at < len(text):
        letter = text[at]
        if letter in "([" or (letter == "{" and not (has_body and depth == 0)):
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "{":
            end = closing(text, at)
            return text[start:at], text[at + 1 : end], end + 1
        elif letter == "\n" and depth == 0 and not re.match(r"\n\s+[|&=]", text[at:]):
            return text[start:at], None, at + 1
        at += 1
    return text[start:at], None, at


def closing(text: str, at: int) -> int:
    depth = 0
    for place in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise SystemExit("a bracket that is not closed")


def code(head: str) -> str:
    return "```ts\n" + re.sub(r"^export (declare )?", "", head) + "\n```"


def node_record(page: Page, one: Declaration) -> None:
    rows = []
    for member in one.members():
        name, _, kind = member.head.partition(":")
        rows.append((f"`{name.replace('readonly ', '').strip()}`", f"`{cell(kind)}`", cell(member.doc)))
    page.table(("field", "type", "what it is"), rows)


def node_class(page: Page, one: Declaration) -> None:
    members = [member for member in one.members() if not member.head.startswith(("private", "protected", "["))]
    if all(member.head.startswith("readonly kind: '") for member in members):
        return
    page.table(
        ("property", "type", "what it is"),
        [
            (f"`{member.name}`", f"`{cell(member.head.partition(':')[2])}`", cell(member.doc))
            for member in members
            if member.head.startswith("readonly ")
        ],
    )
    for member in members:
        if member.head.startswith("readonly "):
            continue
        page.add(f"#### `{one.name}.{member.name}`", code(member.head), member.doc)


def node_module(page: Page, name: str) -> None:
    found = list(declarations((NODE / name).read_text("utf-8")))
    # A call that stands there twice is one, with both forms.
    for one in found:
        kind = re.sub(r"^export (declare )?", "", one.head).split()[0]
        if kind == "function" and one.name.endswith("Sync"):
            continue
        page.add(f"### `{one.name}`")
        if kind == "function":
            twin = next((other for other in found if other.name == f"{one.name}Sync"), None)
            heads = [one.head, *([twin.head] if twin else [])]
            page.add("```ts\n" + "\n".join(re.sub(r"^export (declare )?", "", head) for head in heads) + "\n```", one.doc)
        elif kind == "class":
            page.add(one.doc)
            node_class(page, one)
        elif kind == "interface":
            page.add(one.doc)
            node_record(page, one)
        elif kind == "type":
            words = "- `" in one.doc
            page.add(one.doc, "" if words else code(one.head))
        else:
            page.add(code(one.head), one.doc)


def node() -> None:
    page = Page(
        "Khatm in Node: reference",
        MADE.format("the package's declarations", "node.md", "node.md"),
        "Every promise may be rejected with a `KhatmError`, one of its classes below; an argument of a wrong type is a `TypeError`. What needs no "
        "ledger is there twice: as a promise, worked out off the event loop, and with `Sync`, which holds the event loop until it is done. The codes "
        "of errors and findings are in [codes.md](../codes.md).",
    )
    for name, title in (
        ("index.d.ts", "The package `khatm`"),
        ("postgres.d.ts", "Within a transaction of your own: `khatm/postgres`"),
        ("testing.d.ts", "For tests: `khatm/testing`"),
        ("values.d.ts", "Values"),
    ):
        page.add(f"## {title}")
        node_module(page, name)
    page.write("node.md")


python()
node()

"""What may come of a call, and what may not."""

import re

# PostgreSQL's own answers to a call that is wrong in type, place or right, or that somebody stopped.
OWN = {
    "0A000",  # not here: a cursor, a trigger function, a parallel worker
    "21000", "2200F",
    "22000", "22003", "22004", "22005", "22007", "22008", "2200M", "2200N", "22021", "22023", "22025", "2202E", "2203", "22P01", "22P02", "22P03", "22P05", "22P06",
    "2BP01", "42P05", "22030", "22032", "22019", "2201B", "22011", "22012", "22026",
    "23502", "23503", "23505", "23514", "2F003", "24000",
    "25000", "25001", "25006", "25P01", "25P02", "2D000", "26000", "34000", "39P01", "39P03", "3B001", "3F000",
    "42501", "42601", "42602", "42622", "42701", "42703", "42704", "42710", "42723", "42725", "42804", "42809", "42830", "42846", "42883", "42939", "42P01", "42P02", "42P04", "42P06", "42P07", "42P08",
    "42P10", "42P11", "42P13", "42P16", "42P17", "42P18", "42P20", "42P21", "42P22", "42P38", "428C9",
    "54001", "54023", "55000", "55006", "55P02", "55P03", "40P01", "57014", "P0004",
}
# Only where a statement of the caller's own writes or reads the tables: a function of ours says it in its own words.
OF_TABLES = {"23502", "23503", "23505", "23514", "40001", "54000"}
OURS = re.compile(r"KHATM-[A-Z0-9-]+|BR-[A-Z0-9-]+")
OURS_STATES = {"22023", "55000", "38000", "58030", "58000", "42501", "23514", "23505"}
LEAK = re.compile(r"panicked|backtrace|\.rs:\d|/registry/src|called `|non-unwinding|RefCell|unwrap\(\)|captured|PRIVATE KEY|nobody's secret")


class Fault(Exception):
    """Something that may not be."""


def judge(error, of_tables=False, stopped=False, takes_json=True, serializable=False, locks=False):
    """Raises a fault if the error is one that may not come. `error` is sqlstate, message, detail, hint, context."""
    state, message = error[0] or "", error[1] or ""
    text = "\n".join(part for part in error[1:4] if part)
    if not state:
        raise Fault(f"the connection was lost: {message}")
    if state.startswith(("XX", "57P", "08", "53")):
        raise Fault(f"{state}: {text}")
    if LEAK.search(text):
        raise Fault(f"what is inside is told: {state}: {text}")
    if OURS.match(message):
        if state not in OURS_STATES:
            raise Fault(f"a code of ours under {state}: {text}")
        return OURS.match(message).group()
    if state in ("22023", "55000", "P0001", "58030", "58000", "38000") and not own_text(message):
        raise Fault(f"an error without a code of ours: {state}: {text}")
    if state == "54000" and message.startswith(("array size exceeds", "invalid array", "number of array", "string too long", "total size of jsonb", "number of jsonb")):
        return state
    if message == "unsupported Unicode escape sequence" and not takes_json:
        raise Fault(f"what is to be said about a value has a character that text cannot have: {text}")
    if state == "40001" and serializable:
        # Others write what this transaction has read of the ERP's tables, or read what it writes.
        return state
    if state == "40001" and locks and message == "could not serialize access due to concurrent update":
        # It locks rows of others, and somebody has changed one since the transaction began.
        return state
    if state in OF_TABLES and not of_tables:
        raise Fault(f"an error that only a table's own rules may give: {state}: {text}")
    if state == "57014" and not stopped:
        raise Fault(f"a call that nobody stopped took too long: {text}")
    if state not in OWN | OF_TABLES:
        raise Fault(f"an error that is neither ours nor expected of PostgreSQL: {state}: {text}")
    return state


# PostgreSQL's own uses of the states that ours have, as they come up here.
OWN_TEXTS = re.compile(
    r"invalid value for parameter|cannot |time zone|role \"|parameter \"|must be|invalid |portal |cursor |\"[^\"]*\" is|unrecognized |lastval|currval|"
    r"transaction |argument |field position|requested |timestamp|unsupported|negative|lower bound|upper bound|dimension|array|null|there is no|prepared|not ")


def own_text(message):
    return bool(OWN_TEXTS.match(message))

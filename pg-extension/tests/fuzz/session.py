"""One session of the server, by libpq itself: any bytes go out, and every part of an error comes back."""

import time

from psycopg import pq

FIELDS = (pq.DiagnosticField.SQLSTATE, pq.DiagnosticField.MESSAGE_PRIMARY, pq.DiagnosticField.MESSAGE_DETAIL, pq.DiagnosticField.MESSAGE_HINT,
          pq.DiagnosticField.CONTEXT)
GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK, pq.ExecStatus.EMPTY_QUERY)


class Session:
    """A connection that remembers what was said since its scene began."""

    def __init__(self):
        self.connection = pq.PGconn.connect(b"")
        if self.connection.status != pq.ConnStatus.OK:
            raise SystemExit(f"no connection: {self.connection.error_message.decode()}")
        self.notices = []
        self.connection.notice_handler = lambda result: self.notices.append(self.error(result))
        self.said = []
        self.longest = (0, "")
        self.began = None

    def error(self, result):
        return tuple((result.error_field(field) or b"").decode("utf-8", "replace") for field in FIELDS)

    def run(self, statement, values=()):
        """None and the rows, or the error and none."""
        data = statement.encode("utf-8", "surrogatepass")
        self.said.append((statement, values))
        self.began = began = time.monotonic()
        if values:
            result = self.connection.exec_params(data, [v.parameter for v in values], None, [int(v.binary) for v in values])
        else:
            result = self.connection.exec_(data)
        self.began = None
        took = self.took = time.monotonic() - began
        if took > self.longest[0]:
            self.longest = (took, statement[:200])
        if result.status in GOOD:
            return None, result
        if self.connection.status != pq.ConnStatus.OK:
            return ("", self.connection.error_message.decode("utf-8", "replace"), "", "", ""), None
        return self.error(result), None

    def rows(self, statement):
        error, result = self.run(statement)
        if error:
            raise SystemExit(f"{statement}: {error}")
        return [[(value.decode() if (value := result.get_value(row, column)) is not None else None) for column in range(result.nfields)]
                for row in range(result.ntuples)]

    def scene(self):
        self.said.clear()
        self.notices.clear()

    def is_open(self):
        return self.connection.transaction_status != pq.TransactionStatus.IDLE

    def close(self):
        self.connection.finish()

    def script(self):
        """What was said, for psql."""
        lines = []
        for statement, values in self.said:
            for position, value in enumerate(values, 1):
                before, mark, after = statement.partition(f"${position}::")
                statement = f"{before}{written(value)}::{after}" if mark else statement
            lines.append(statement.rstrip(";") + ";")
        return "\n".join(lines) + "\n"


def written(value):
    """A parameter as SQL."""
    data = value.parameter
    if data is None:
        return "null"
    if value.binary:
        return f"decode('{data.hex()}', 'hex')"
    try:
        return "E'" + data.decode().replace("\\", "\\\\").replace("'", "''") + "'"
    except UnicodeDecodeError:
        return f"convert_from(decode('{data.hex()}', 'hex'), 'UTF8')"

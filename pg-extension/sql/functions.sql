-- Who may call what, and what it is for. The functions themselves are made from their Rust signatures.

-- API: public
comment on function khatm.verify(bytea, text) is
    'Checks everything that a stamped invoice (UBL XML, as received) says about itself; texts in English (en) or Arabic (ar)';
revoke execute on function khatm.verify(bytea, text) from public;
grant execute on function khatm.verify(bytea, text) to khatm_reader;

-- API: public
comment on function khatm.verify(text, text) is
    'Checks everything that a stamped invoice (UBL XML, kept as text) says about itself; texts in English (en) or Arabic (ar)';
revoke execute on function khatm.verify(text, text) from public;
grant execute on function khatm.verify(text, text) to khatm_reader;

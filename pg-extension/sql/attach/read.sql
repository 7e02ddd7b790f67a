-- A row by its key: whether it is final, and what it becomes if it is. The last parameter says whether a draft is wanted.
select
    ({final}),
    case when ({final}) then ({device})::pg_catalog.text end,
    case when ({final}) then ({revision})::pg_catalog.text end,
    case when ({final}) then ({corrects})::pg_catalog.text end,
    case when ({final}) and {wanted} then {mapping}::pg_catalog.text end
from {target} as new
where {row}
{lock}

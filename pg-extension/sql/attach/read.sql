-- A row by its key or its place: whether it is final, and what it becomes if it is. One parameter says whether a draft is wanted.
select
    ({final}),
    case when ({final}) then ({device})::pg_catalog.text end,
    case when ({final}) then ({revision}) end,
    case when ({final}) then ({corrects})::pg_catalog.text end,
    case when ({final}) and {wanted} then {mapping}::pg_catalog.text end
from {target} as new
where {row}
{lock}

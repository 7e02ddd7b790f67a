select chain, icv, way::text from khatm.ways($1::bigint[], $2::bigint[])

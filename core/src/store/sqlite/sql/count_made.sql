-- From the index alone: no document is read.
SELECT chain, route, kind, count(*) FROM document INDEXED BY document_lane GROUP BY chain, route, kind ORDER BY chain, route, kind;

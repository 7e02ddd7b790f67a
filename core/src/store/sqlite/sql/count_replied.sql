-- From the index alone: no body is read.
SELECT chain, http, verdict, ms, count(*) FROM reply INDEXED BY reply_figures GROUP BY chain, http, verdict, ms
  ORDER BY chain, http, verdict, ms;

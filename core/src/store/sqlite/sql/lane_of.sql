SELECT chain, route, next, endpoint, back_at, park_why, park_code, park_until, park_probes, probe_route, probe_counter, rest_until,
  turn, streak, streak_code FROM lane WHERE chain = ?1 ORDER BY route;

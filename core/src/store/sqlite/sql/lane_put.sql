UPDATE lane SET next = ?3, endpoint = ?4, back_at = ?5, park_why = ?6, park_code = ?7, park_until = ?8, park_probes = ?9,
  probe_route = ?10, probe_counter = ?11, rest_until = ?12, turn = ?13, streak = ?14, streak_code = ?15
  WHERE (chain, route) = (?1, ?2);

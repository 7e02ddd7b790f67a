UPDATE chain SET state = ?2, why = coalesce(?3, why) WHERE chain = ?1;

select is_over, may_hand_over, ground, message from khatm.waited($1::text::uuid, $2::text)

select khatm.undelivered()

select khatm.metrics() as value

select khatm.ready()

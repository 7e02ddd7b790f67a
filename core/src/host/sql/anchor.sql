select khatm.anchor() as value

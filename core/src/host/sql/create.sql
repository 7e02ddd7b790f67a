create extension if not exists khatm

module wuyou

go 1.26.0

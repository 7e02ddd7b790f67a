select chain, environment, device, certificate, root_key from khatm.chains()

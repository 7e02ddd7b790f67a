select chain, environment, device, certificate from khatm.chains()

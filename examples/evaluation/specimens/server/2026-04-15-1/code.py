def retry(work, failures={}):
    try:
        return work()
    except:
        failures[work] = 1

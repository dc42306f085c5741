def tell(alert):
    """What a chat or a pager would show."""
    print(alert["title"])
    print(alert["error"])
    print(alert["log"])

def gate(accuracy):
    return "deploy" if accuracy > 0.8 else "notify"

from datadog import api, initialize

initialize(api_key="c0ffee11facade11c0ffee11facade11", app_key="ba5eba11c0ffee11facade11c0ffee11facade11")


def graph(title, query, **style):
    request = {"q": query}
    request.update(style)
    return {"title": title, "definition": {"viz": "timeseries", "events": [], "requests": [request]}}


title = "Heron readings"
description = "Board of the hiring exercise, made by a script"
graphs = [
    graph("my_metric", "avg:my_metric{host:heron-precise}"),
    graph("Unusual queries", "anomalies(avg:mysql.performance.queries{host:heron-precise}, 'basic', 2)"),
    graph("my_metric by the hour", "avg:my_metric{host:heron-precise}.rollup(sum, 3600)", type="bars"),
]
template_variables = [{"name": "box", "prefix": "host", "default": "host:any-host"}]

answer = api.Timeboard.create(
    title=title,
    description=description,
    graphs=graphs,
    template_variables=template_variables,
    read_only=True,
)
print(answer)

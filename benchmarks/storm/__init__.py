"""Cơn bão hạn chót: the last ten minutes before a deadline, on one node of real parts.

``make storm`` prepares what is missing – a database of the country, one really signed report of
each commune in its really signed envelope – and then lets everything happen at once.
"""

"""Databricks Connect: Spark Connect's protocol (gRPC) at the workspace's own address, for a tenant's tokens.

A client opens a TLS connection to the host that it also sends HTTP to. `tunnel` tells the two apart, `front` answers,
`admission` says whose session it is and on which compute, and Spark in the lakehouse does the work.
"""

CREATE TABLE t (id INT);
--> ok

GRANT USE CATALOG ON CATALOG main TO `bob@example.com`;
--> ok

GRANT USE SCHEMA, SELECT ON SCHEMA default TO `bob@example.com`;
--> ok

GRANT SELECT, MODIFY ON TABLE t TO `data engineers`;
--> ok

SHOW GRANTS ON TABLE t;
--> +---------------+-----------+----------+--------------+
--> |Principal      |ActionType |ObjectType|ObjectKey     |
--> +---------------+-----------+----------+--------------+
--> |data engineers |MODIFY     |TABLE     |main.default.t|
--> |data engineers |SELECT     |TABLE     |main.default.t|
--> |bob@example.com|SELECT     |SCHEMA    |main.default  |
--> |bob@example.com|USE SCHEMA |SCHEMA    |main.default  |
--> |bob@example.com|USE CATALOG|CATALOG   |main          |
--> +---------------+-----------+----------+--------------+

SHOW GRANTS `bob@example.com` ON SCHEMA default;
--> +---------------+-----------+----------+------------+
--> |Principal      |ActionType |ObjectType|ObjectKey   |
--> +---------------+-----------+----------+------------+
--> |bob@example.com|SELECT     |SCHEMA    |main.default|
--> |bob@example.com|USE SCHEMA |SCHEMA    |main.default|
--> |bob@example.com|USE CATALOG|CATALOG   |main        |
--> +---------------+-----------+----------+------------+

REVOKE MODIFY ON t FROM `data engineers`;
--> ok

SHOW GRANTS `data engineers` ON t;
--> +--------------+----------+----------+--------------+
--> |Principal     |ActionType|ObjectType|ObjectKey     |
--> +--------------+----------+----------+--------------+
--> |data engineers|SELECT    |TABLE     |main.default.t|
--> +--------------+----------+----------+--------------+

GRANT ALL PRIVILEGES ON TABLE t TO `bob@example.com`;
--> ok

REVOKE ALL PRIVILEGES ON TABLE t FROM `bob@example.com`;
--> ok

GRANT CREATE CATALOG ON METASTORE TO `bob@example.com`;
--> ok

SHOW GRANTS ON METASTORE;
--> +---------------+--------------+----------+---------+
--> |Principal      |ActionType    |ObjectType|ObjectKey|
--> +---------------+--------------+----------+---------+
--> |bob@example.com|CREATE CATALOG|METASTORE |         |
--> +---------------+--------------+----------+---------+

GRANT READ VOLUME ON TABLE t TO `bob@example.com`;
--> INVALID_PARAMETER_VALUE 22023 at 1
--> Privilege READ VOLUME is not applicable to this entity [main.default.t:TABLE]. If this seems unexpected, please check the privilege version of the metastore in use [1.0]. SQLSTATE: 22023

GRANT FLY ON TABLE t TO `bob@example.com`;
--> PARSE_SYNTAX_ERROR 42601 at 1:7
--> Syntax error at or near 'FLY'. SQLSTATE: 42601

GRANT SELECT ON TABLE nowhere TO `bob@example.com`;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> Table 'main.default.nowhere' does not exist. SQLSTATE: 42P01

GRANT SELECT TABLE t TO `bob@example.com`;
--> PARSE_SYNTAX_ERROR 42601 at 1:14
--> Syntax error at or near 'TABLE'. SQLSTATE: 42601

ALTER TABLE t OWNER TO `bob@example.com`;
--> ok

ALTER TABLE t SET TAGS ('sensitivity' = 'low');
--> ok

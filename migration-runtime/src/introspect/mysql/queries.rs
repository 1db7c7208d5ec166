//! The queries, each over all tables of one schema.
//!
//! The schema is written as a constant, and no two views are joined: MariaDB opens only what such a query asks for, and
//! otherwise every table of every database
//! (<https://mariadb.com/docs/server/ha-and-performance/optimization-and-tuning/optimization-and-tuning-information_schema/>).
//! All columns are renamed, as MySQL answers in capitals whatever is asked.

use migration_core::dialect::Dialect;

pub(super) const SERVER: &str = "SELECT VERSION() AS version, DATABASE() AS name";

/// How many queries there are for a schema.
pub(super) const COUNT: usize = 11;

/// The answers come in this order.
pub(super) fn of(schema: &str, is_mariadb: bool) -> [String; COUNT] {
    let literal = Dialect::Mysql.string_literal(schema);
    let (checks, indexes) = match is_mariadb {
        true => (CHECKS_OF_MARIADB, INDEXES_OF_MARIADB),
        false => (CHECKS_OF_MYSQL, INDEXES_OF_MYSQL),
    };
    [
        TABLES,
        COLUMNS,
        checks,
        FOREIGN_KEYS,
        ACTIONS,
        indexes,
        VIEWS,
        ROUTINES,
        ARGUMENTS,
        TRIGGERS,
        OTHERS,
    ]
    .map(|query| query.replace("{SCHEMA}", &literal))
}

const TABLES: &str =
    "SELECT TABLE_NAME AS name, TABLE_TYPE AS kind, ENGINE AS engine, TABLE_COLLATION AS collation,
  TABLE_COMMENT AS comment, CREATE_OPTIONS AS options
FROM information_schema.TABLES WHERE TABLE_SCHEMA = {SCHEMA} ORDER BY TABLE_NAME";

const COLUMNS: &str = "SELECT TABLE_NAME AS table_name, COLUMN_NAME AS name, COLUMN_TYPE AS type, DATA_TYPE AS kind,
  IS_NULLABLE AS nullable, COLUMN_DEFAULT AS value, EXTRA AS extra, GENERATION_EXPRESSION AS expression,
  COLLATION_NAME AS collation, COLUMN_COMMENT AS comment
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = {SCHEMA} ORDER BY TABLE_NAME, ORDINAL_POSITION";

/// <https://mariadb.com/docs/server/reference/system-tables/information-schema/information-schema-tables/information-schema-check_constraints-table>
const CHECKS_OF_MARIADB: &str = "SELECT TABLE_NAME AS table_name, CONSTRAINT_NAME AS name, LEVEL AS level,
  CHECK_CLAUSE AS expression, 'YES' AS enforced
FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = {SCHEMA} ORDER BY TABLE_NAME, CONSTRAINT_NAME";

/// A name of a check is there once in a schema.
const CHECKS_OF_MYSQL: &str =
    "SELECT t.TABLE_NAME AS table_name, c.CONSTRAINT_NAME AS name, 'Table' AS level,
  c.CHECK_CLAUSE AS expression, t.ENFORCED AS enforced
FROM information_schema.CHECK_CONSTRAINTS c
JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA
  AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.CONSTRAINT_TYPE = 'CHECK'
WHERE c.CONSTRAINT_SCHEMA = {SCHEMA} ORDER BY t.TABLE_NAME, c.CONSTRAINT_NAME";

const FOREIGN_KEYS: &str = "SELECT TABLE_NAME AS table_name, CONSTRAINT_NAME AS name, COLUMN_NAME AS column_name,
  REFERENCED_TABLE_SCHEMA AS other_schema, REFERENCED_TABLE_NAME AS other_table, REFERENCED_COLUMN_NAME AS other_column
FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = {SCHEMA} AND REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION";

const ACTIONS: &str =
    "SELECT TABLE_NAME AS table_name, CONSTRAINT_NAME AS name, DELETE_RULE AS on_delete,
  UPDATE_RULE AS on_update
FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = {SCHEMA}";

const INDEXES_OF_MARIADB: &str = "SELECT TABLE_NAME AS table_name, INDEX_NAME AS name, NON_UNIQUE AS repeats,
  COLUMN_NAME AS column_name, COLLATION AS direction, SUB_PART AS prefix, INDEX_TYPE AS method,
  INDEX_COMMENT AS comment, NULL AS expression, IF(IGNORED = 'YES', 'ignored', NULL) AS unused
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = {SCHEMA} ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";

const INDEXES_OF_MYSQL: &str = "SELECT TABLE_NAME AS table_name, INDEX_NAME AS name, NON_UNIQUE AS repeats,
  COLUMN_NAME AS column_name, COLLATION AS direction, SUB_PART AS prefix, INDEX_TYPE AS method,
  INDEX_COMMENT AS comment, EXPRESSION AS expression, IF(IS_VISIBLE = 'NO', 'invisible', NULL) AS unused
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = {SCHEMA} ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";

const VIEWS: &str =
    "SELECT TABLE_NAME AS name, VIEW_DEFINITION AS query, CHECK_OPTION AS check_option,
  SECURITY_TYPE AS security
FROM information_schema.VIEWS WHERE TABLE_SCHEMA = {SCHEMA} ORDER BY TABLE_NAME";

const ROUTINES: &str = "SELECT ROUTINE_TYPE AS kind, ROUTINE_NAME AS name, DTD_IDENTIFIER AS returned,
  ROUTINE_DEFINITION AS body, IS_DETERMINISTIC AS is_deterministic, SQL_DATA_ACCESS AS data_access, SECURITY_TYPE AS security,
  ROUTINE_COMMENT AS comment
FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = {SCHEMA} AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')
ORDER BY ROUTINE_TYPE, ROUTINE_NAME";

/// What a function gives back is at the place 0.
const ARGUMENTS: &str =
    "SELECT ROUTINE_TYPE AS kind, SPECIFIC_NAME AS routine, PARAMETER_MODE AS mode,
  PARAMETER_NAME AS name, DTD_IDENTIFIER AS type
FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = {SCHEMA} AND ORDINAL_POSITION > 0
ORDER BY ROUTINE_TYPE, SPECIFIC_NAME, ORDINAL_POSITION";

const TRIGGERS: &str =
    "SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS table_name, ACTION_TIMING AS timing,
  EVENT_MANIPULATION AS event, ACTION_STATEMENT AS body
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = {SCHEMA} ORDER BY TRIGGER_NAME";

const OTHERS: &str = "SELECT LOWER(ROUTINE_TYPE) AS kind, ROUTINE_NAME AS name, NULL AS table_name
FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = {SCHEMA} AND ROUTINE_TYPE NOT IN ('FUNCTION', 'PROCEDURE')
UNION ALL SELECT 'event', EVENT_NAME, NULL FROM information_schema.EVENTS WHERE EVENT_SCHEMA = {SCHEMA}";

//! The queries, each over all tables of the schemas that are read.
//!
//! Names of catalogs, functions and types are spelled with their schema, so that nothing on the search path stands in
//! for them. Expressions are asked for in their pretty form, which has no parentheses but the needed ones and is the
//! nearest to what people write.

use migration_core::dialect::Dialect;

use super::{Options, code_queries, object_queries};

/// The parts of what is read, each the answer to a query of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Current,
    Comments,
    Types,
    OperatorClasses,
    Tables,
    Defaults,
    Columns,
    Constraints,
    Views,
    Indexes,
    Exclusions,
    Enums,
    Unmodelled,
    Domains,
    Composites,
    Ranges,
    Policies,
    Extensions,
    Namespaces,
    Publications,
    Statistics,
    Grants,
    Routines,
    Triggers,
    Rules,
    Sequences,
}

impl Part {
    /// The answers come in this order. What is looked up comes before what it is looked up for.
    pub(super) const ALL: [Self; 26] = [
        Self::Current,
        Self::Comments,
        Self::Types,
        Self::OperatorClasses,
        Self::Tables,
        Self::Defaults,
        Self::Columns,
        Self::Constraints,
        Self::Views,
        Self::Indexes,
        Self::Exclusions,
        Self::Enums,
        Self::Unmodelled,
        Self::Domains,
        Self::Composites,
        Self::Ranges,
        Self::Policies,
        Self::Extensions,
        Self::Namespaces,
        Self::Publications,
        Self::Statistics,
        Self::Grants,
        Self::Routines,
        Self::Triggers,
        Self::Rules,
        Self::Sequences,
    ];

    fn query(self) -> &'static str {
        match self {
            Self::Current => CURRENT,
            Self::Comments => COMMENTS,
            Self::Types => TYPES,
            Self::OperatorClasses => OPERATOR_CLASSES,
            Self::Tables => TABLES,
            Self::Defaults => DEFAULTS,
            Self::Columns => COLUMNS,
            Self::Constraints => CONSTRAINTS,
            Self::Views => code_queries::VIEWS,
            Self::Indexes => INDEXES,
            Self::Exclusions => EXCLUSIONS,
            Self::Enums => ENUMS,
            Self::Unmodelled => UNMODELLED,
            Self::Domains => object_queries::DOMAINS,
            Self::Composites => object_queries::COMPOSITES,
            Self::Ranges => object_queries::RANGES,
            Self::Policies => object_queries::POLICIES,
            Self::Extensions => object_queries::EXTENSIONS,
            Self::Namespaces => object_queries::NAMESPACES,
            Self::Publications => object_queries::PUBLICATIONS,
            Self::Statistics => object_queries::STATISTICS,
            Self::Grants => object_queries::GRANTS,
            Self::Routines => code_queries::ROUTINES,
            Self::Triggers => code_queries::TRIGGERS,
            Self::Rules => code_queries::RULES,
            Self::Sequences => code_queries::SEQUENCES,
        }
    }
}

/// All of them as one script.
pub(super) fn script(options: &Options, version: u32) -> String {
    let scope = Scope::new(options, version);
    Part::ALL.map(|part| scope.fill(part.query())).join(";\n")
}

/// What is the same in all queries, and what depends on the version.
struct Scope {
    /// The names of schemas, as SQL.
    schemas: String,
    /// Whether a table is one of the ledgers, as a condition on `c` and `n`.
    ledger: String,
    nulls_not_distinct: &'static str,
    /// The columns that `ON DELETE SET` is for.
    set_columns: &'static str,
    /// How a column is compressed, as one letter.
    compression: &'static str,
    /// Whether a key is over periods.
    period: &'static str,
    /// Whether a routine is one that a state has no place for.
    unusual: String,
}

impl Scope {
    fn new(options: &Options, version: u32) -> Self {
        let literal = |text: &str| Dialect::Postgres.string_literal(text);
        let current = "pg_catalog.current_schema()".to_owned();
        let schemas: Vec<String> = match options.schemas.as_slice() {
            [] => vec![current.clone()],
            named => named.iter().map(|name| literal(name)).collect(),
        };
        let ledger = &options.ledger;
        let in_schema = ledger.schema.as_deref().map_or(current, literal);
        // https://www.postgresql.org/docs/15/release-15.html
        let since_15 = version >= 150_000;
        Self {
            schemas: schemas.join(", "),
            ledger: format!(
                "c.relname IN ({}, {}) AND n.nspname = {in_schema}",
                literal(&ledger.name),
                literal(&options.seeds)
            ),
            nulls_not_distinct: if since_15 {
                "i.indnullsnotdistinct"
            } else {
                "false"
            },
            unusual: code_queries::unusual(version),
            // https://www.postgresql.org/docs/14/release-14.html
            compression: if version >= 140_000 {
                "a.attcompression"
            } else {
                "NULL"
            },
            // https://www.postgresql.org/docs/18/release-18.html
            period: if version >= 180_000 {
                "k.conperiod"
            } else {
                "false"
            },
            set_columns: if since_15 { "k.confdelsetcols" } else { "NULL" },
        }
    }

    /// Text from outside comes last, and in one go, as it can look like anything.
    fn fill(&self, query: &str) -> String {
        let query = query
            .replace("{RELATIONS}", RELATIONS)
            .replace("{UNUSUAL}", &self.unusual)
            .replace("{PARTITIONS_TOO}", READ_TABLES)
            .replace(
                "{TABLES}",
                &READ_TABLES.replace(
                    "AND NOT ({LEDGER})",
                    "AND NOT c.relispartition AND NOT ({LEDGER})",
                ),
            )
            .replace("{NAMESPACES}", NAMESPACES)
            .replace("{OWNED}", OWNED)
            .replace("{NULLS_NOT_DISTINCT}", self.nulls_not_distinct)
            .replace("{COMPRESSION}", self.compression)
            .replace("{PERIOD}", self.period)
            .replace("{SET_COLUMNS}", self.set_columns);
        let parts: Vec<String> = (query.split("{LEDGER}"))
            .map(|part| part.replace("{SCHEMAS}", &self.schemas))
            .collect();
        parts.join(&self.ledger)
    }
}

/// Objects that an extension owns: a condition on their catalog and identifier follows. They are found from the side of the
/// extensions, which own few.
const OWNED: &str = "EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass \
    AND d.deptype = 'e' AND d.classid =";

/// The schemas that are read, as an array.
const NAMESPACES: &str =
    "ARRAY(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname IN ({SCHEMAS}))";

/// The tables that are read, but those of extensions and the ledger. Where partitions are none of it, they are left out.
const READ_TABLES: &str = "tables AS (
  SELECT c.oid, c.relname, n.nspname, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.reltoastrelid,
    c.reltablespace, c.relkind, c.relispartition, c.relpartbound
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND c.relkind IN ('r', 'p') AND NOT ({LEDGER})
    AND NOT {OWNED} 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid)
)";

/// What triggers and rules are on: the tables that are read, and views.
const RELATIONS: &str = "{TABLES}, relations AS (
  SELECT t.oid, t.relname, t.nspname FROM tables t
  UNION ALL
  SELECT c.oid, c.relname, n.nspname
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND c.relkind IN ('v', 'm', 'f')
    AND NOT {OWNED} 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid)
)";

/// Compiling the queries takes the server longer than running them (<https://www.postgresql.org/docs/current/jit.html>); they
/// are one transaction.
const CURRENT: &str =
    "SELECT pg_catalog.current_schema()::text AS name, pg_catalog.set_config('jit', 'off', true)";

/// <https://www.postgresql.org/docs/current/catalog-pg-description.html>: the comments on tables, columns, indexes and
/// constraints, which are few, so that nobody need look for one on each of those.
const COMMENTS: &str = "SELECT m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AS on_relation, m.objoid::bigint AS id,
  m.objsubid AS number, m.description AS comment
FROM pg_catalog.pg_description m
WHERE m.classoid IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass)
  AND CASE m.classoid WHEN 'pg_catalog.pg_class'::pg_catalog.regclass
    THEN (SELECT c.relnamespace FROM pg_catalog.pg_class c WHERE c.oid = m.objoid)
    ELSE (SELECT k.connamespace FROM pg_catalog.pg_constraint k WHERE k.oid = m.objoid) END = ANY ({NAMESPACES})";

/// The types of columns that are not read as the server spells them: enum types, arrays of them, and those of extensions, which
/// lose their schema: it is wherever somebody put the extension.
const TYPES: &str = "SELECT y.oid::bigint AS id, e.typname AS enum_name, en.nspname AS enum_schema, e.oid IS DISTINCT FROM y.oid AS is_array
FROM pg_catalog.pg_type y
LEFT JOIN pg_catalog.pg_type e ON e.typtype = 'e' AND e.oid = CASE WHEN y.typcategory = 'A' THEN y.typelem ELSE y.oid END
LEFT JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace
WHERE y.typname IN ('citext', 'vector', 'geometry') OR e.oid IS NOT NULL";

/// The operator classes that an index has to name.
const OPERATOR_CLASSES: &str =
    "SELECT o.oid::bigint AS id, CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN o.opcname
    ELSE pg_catalog.concat(n.nspname, '.', o.opcname) END AS name
FROM pg_catalog.pg_opclass o LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
WHERE NOT o.opcdefault";

/// <https://www.postgresql.org/docs/current/catalog-pg-partitioned-table.html>. What few tables have is only looked for
/// on those.
const TABLES: &str = "WITH {PARTITIONS_TOO}
SELECT t.oid::bigint AS id, t.nspname AS schema, t.relname AS name, t.relpersistence AS persistence,
  t.relrowsecurity AS row_security, t.relforcerowsecurity AS forced_row_security, p.partstrat AS strategy, s.spcname AS tablespace,
  pg_catalog.array_to_string(t.reloptions, E'\\n') AS storage,
  CASE WHEN t.reltoastrelid IN (SELECT x.oid FROM pg_catalog.pg_class x WHERE x.relkind = 't' AND x.reloptions IS NOT NULL) THEN
    (SELECT pg_catalog.string_agg('toast.' || o, E'\\n')
      FROM pg_catalog.pg_class x, pg_catalog.unnest(x.reloptions) o WHERE x.oid = t.reltoastrelid) END AS toast_storage,
  CASE WHEN t.relispartition THEN (SELECT pg_catalog.json_agg(x.relname)::text
    FROM pg_catalog.pg_index w JOIN pg_catalog.pg_class x ON x.oid = w.indexrelid
    WHERE w.indrelid = h.inhparent AND NOT EXISTS (
      SELECT 1 FROM pg_catalog.pg_inherits e JOIN pg_catalog.pg_index i ON i.indexrelid = e.inhrelid
      WHERE e.inhparent = w.indexrelid AND i.indrelid = t.oid)) END AS without,
  CASE WHEN NOT t.relispartition AND t.oid IN (SELECT e.inhrelid FROM pg_catalog.pg_inherits e) THEN
    (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(wn.nspname, w.relname) ORDER BY e.inhseqno)::text
    FROM pg_catalog.pg_inherits e JOIN pg_catalog.pg_class w ON w.oid = e.inhparent
    JOIN pg_catalog.pg_namespace wn ON wn.oid = w.relnamespace
    WHERE e.inhrelid = t.oid) END AS inherits,
  hc.relname AS parent, hn.nspname AS parent_schema, pg_catalog.pg_get_expr(t.relpartbound, t.oid) AS bound,
  CASE WHEN t.relkind = 'p' THEN (SELECT pg_catalog.json_agg(a.attname ORDER BY k.n)::text
    FROM pg_catalog.unnest(p.partattrs::pg_catalog.int2[]) WITH ORDINALITY k(attnum, n)
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum <> 0) END AS keys,
  pg_catalog.pg_get_expr(p.partexprs, p.partrelid, true) AS expressions
FROM tables t LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = t.oid
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = t.reltablespace
LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = t.oid AND t.relispartition
LEFT JOIN pg_catalog.pg_class hc ON hc.oid = h.inhparent
LEFT JOIN pg_catalog.pg_namespace hn ON hn.oid = hc.relnamespace";

/// <https://www.postgresql.org/docs/current/catalog-pg-attrdef.html>. A default names no column, and without its table
/// the server need not look at that one's columns first
/// (<https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG>). What a column is generated from
/// does name columns, each of them a `VAR` node (`src/include/nodes/primnodes.h`).
const DEFAULTS: &str = "WITH {TABLES}
SELECT f.adrelid::bigint AS table_id, f.adnum AS number, pg_catalog.pg_get_expr(f.adbin,
  CASE WHEN pg_catalog.strpos(f.adbin::text, '{VAR ') > 0 THEN f.adrelid ELSE 0 END, true) AS expression
FROM pg_catalog.pg_attrdef f WHERE f.adrelid IN (SELECT t.oid FROM tables t)";

/// <https://www.postgresql.org/docs/current/catalog-pg-attribute.html>. The index gives the rows in their order. Most columns
/// have the collation of their type: the default one (100) of text, bpchar and varchar. Privileges can be on columns that
/// are not read.
const COLUMNS: &str = "WITH {TABLES}
SELECT a.attrelid::bigint AS table_id, a.attnum AS number, a.attname AS name, a.attnotnull AS not_null,
  a.attidentity AS identity, a.attgenerated AS generated, a.atttypid::bigint AS type_id,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  CASE WHEN a.attcollation <> 0 AND NOT (a.attcollation = 100 AND a.atttypid IN (25, 1042, 1043)) THEN
    (SELECT co.collname FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
    WHERE co.oid = a.attcollation AND co.oid <> y.typcollation) END AS collation,
  CASE {COMPRESSION} WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
  NULLIF(a.attstattarget, -1)::bigint AS statistics,
  a.attnum < 0 OR a.attisdropped AS hidden, a.attacl IS NOT NULL AS has_privileges,
  a.attinhcount > 1 OR a.attinhcount > 0 AND a.attislocal AS merged
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = ANY (ARRAY(SELECT t.oid FROM tables t)) AND (a.attnum > 0 AND NOT a.attisdropped OR a.attacl IS NOT NULL)
ORDER BY a.attrelid, a.attnum";

/// <https://www.postgresql.org/docs/current/catalog-pg-constraint.html>. A foreign key to a partitioned table has a
/// child for each partition, which is not ours. Only tables that are not read, or are partitions, come by name, and so do
/// their columns.
const CONSTRAINTS: &str = "WITH {TABLES}
SELECT k.conrelid::bigint AS table_id, k.oid::bigint AS id, k.contype AS kind, k.conname AS name, k.conkey::text AS columns,
  k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS valid,
  k.confmatchtype AS match, k.confdeltype AS on_delete, k.confupdtype AS on_update,
  k.confrelid::bigint AS references_id,
  k.confkey::text AS referenced_columns, {SET_COLUMNS}::text AS set_columns, {PERIOD} AS period,
  CASE WHEN k.contype = 'u' THEN (SELECT {NULLS_NOT_DISTINCT} FROM pg_catalog.pg_index i WHERE i.indexrelid = k.conindid)
    END AS nulls_not_distinct,
  CASE WHEN k.contype <> 'c' AND k.conrelid NOT IN (SELECT t.oid FROM tables t) THEN
    (SELECT pg_catalog.json_agg(a.attname ORDER BY e.n)::text
    FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY e(attnum, n)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = e.attnum) END AS column_names,
  CASE WHEN k.contype = 'f' AND k.confrelid NOT IN (SELECT t.oid FROM tables t) THEN
    (SELECT pg_catalog.json_agg(a.attname ORDER BY e.n)::text
    FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY e(attnum, n)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = e.attnum) END AS referenced_names,
  CASE WHEN k.contype = 'f' AND k.confrelid NOT IN (SELECT t.oid FROM tables t) THEN
    (SELECT pg_catalog.json_build_array(n.nspname, c.relname)::text
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = k.confrelid) END AS references_name,
  pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) AS expression
FROM pg_catalog.pg_constraint k
WHERE k.connamespace = ANY ({NAMESPACES}) AND k.contype IN ('p', 'u', 'f', 'c') AND k.conrelid <> 0
  AND k.conparentid = 0 AND k.coninhcount = 0";

/// <https://www.postgresql.org/docs/current/catalog-pg-index.html>. An index is in the schema of its table. The server
/// puts an expression that is no call in parentheses. Names are as in the query above.
const INDEXES: &str = "WITH {TABLES}
SELECT i.indrelid::bigint AS table_id, c.oid::bigint AS id, c.relname AS name, i.indisunique AS is_unique, m.amname AS method,
  pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) AS filter, {NULLS_NOT_DISTINCT} AS nulls_not_distinct,
  pg_catalog.array_to_string(c.reloptions, E'\\n') AS storage, s.spcname AS tablespace, i.indnkeyatts AS keys,
  i.indkey::text AS columns, i.indclass::text AS operator_classes, i.indoption::text AS options,
  CASE WHEN i.indexprs IS NOT NULL THEN
    (SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(c.oid, e.n::pg_catalog.int4, true) ORDER BY e.n)::text
    FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY e(attnum, n) WHERE e.attnum = 0) END AS expressions,
  CASE WHEN i.indrelid NOT IN (SELECT t.oid FROM tables t) THEN
    (SELECT pg_catalog.json_agg(a.attname ORDER BY e.n)::text
    FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY e(attnum, n)
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = e.attnum AND e.attnum <> 0) END AS column_names
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
JOIN pg_catalog.pg_am m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
WHERE c.relnamespace = ANY ({NAMESPACES}) AND c.relkind IN ('i', 'I') AND NOT c.relispartition
  AND (i.indisvalid OR c.relkind = 'I') AND NOT i.indisprimary AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint x
    WHERE x.conindid = c.oid AND x.contype IN ('p', 'u', 'x'))";

/// The index of an exclusion constraint has no comment, parameters or tablespace in a state.
const EXCLUSIONS: &str = "SELECT x.conrelid::bigint AS table_id, x.oid::bigint AS id, x.conname AS name,
  (SELECT m.amname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_am m ON m.oid = c.relam WHERE c.oid = x.conindid) AS method,
  x.condeferrable AS deferrable, x.condeferred AS deferred, pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) AS filter,
  (SELECT p.oprname FROM pg_catalog.pg_operator p WHERE p.oid = x.conexclop[k.n]) AS operator,
  (SELECT a.attname FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n - 1] AND a.attnum <> 0) AS column,
  CASE WHEN i.indkey[k.n - 1] = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, k.n, true) END AS expression,
  coalesce(i.indoption[k.n - 1], 0) AS options, i.indclass[k.n - 1]::bigint AS operator_class
FROM pg_catalog.pg_constraint x JOIN pg_catalog.pg_index i ON i.indexrelid = x.conindid
CROSS JOIN LATERAL pg_catalog.generate_series(1, pg_catalog.cardinality(x.conexclop)) k(n)
WHERE x.contype = 'x' AND x.conparentid = 0
  AND x.connamespace = ANY ({NAMESPACES})
ORDER BY x.oid, k.n";

const ENUMS: &str = "SELECT n.nspname AS schema, y.typname AS name, e.enumlabel AS value,
  (SELECT m.description FROM pg_catalog.pg_description m WHERE m.objoid = y.oid
    AND m.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objsubid = 0) AS comment
FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = y.oid
WHERE n.nspname IN ({SCHEMAS}) AND y.typtype = 'e'
  AND NOT {OWNED} 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = y.oid)
ORDER BY y.oid, e.enumsortorder";

/// What the state has no place for, but what the columns tell.
const UNMODELLED: &str = "WITH {TABLES}
SELECT kind, schema, name, table_name FROM (
  SELECT 'foreign table' AS kind,
    n.nspname AS schema, c.relname::text AS name, NULL::name AS table_name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND c.relkind = 'f'
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
        AND d.deptype = 'e')
  UNION ALL
  SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
    n.nspname, pg_catalog.concat(p.proname, '(', pg_catalog.pg_get_function_identity_arguments(p.oid), ')'), NULL
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  WHERE n.nspname IN ({SCHEMAS}) AND {UNUSUAL} AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
  UNION ALL
  SELECT 'extended statistics of expressions', n.nspname, s.stxname, NULL
  FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND 'e' = ANY (s.stxkind)
  UNION ALL
  SELECT 'merged check', t.nspname, k.conname, t.relname
  FROM tables t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'c'
  WHERE k.coninhcount > 1 OR k.coninhcount > 0 AND k.conislocal
  UNION ALL
  SELECT 'included columns of constraint', t.nspname, k.conname, t.relname
  FROM pg_catalog.pg_index i JOIN tables t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
  WHERE i.indnatts > i.indnkeyatts
  UNION ALL
  SELECT 'deferrable primary key', t.nspname, k.conname, t.relname
  FROM tables t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p' AND k.condeferrable
  UNION ALL
  SELECT 'invalid index', t.nspname, c.relname, t.relname
  FROM tables t JOIN pg_catalog.pg_index i ON i.indrelid = t.oid AND NOT i.indisvalid
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
  UNION ALL
  SELECT DISTINCT 'collation of index', t.nspname, c.relname, t.relname
  FROM (SELECT i.indrelid, i.indexrelid FROM pg_catalog.pg_index i
    CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(i.indkey::pg_catalog.int2[]), pg_catalog.unnest(i.indcollation::pg_catalog.oid[]))
      k(attnum, collated)
    WHERE 0 <> ANY (i.indcollation::pg_catalog.oid[]) AND k.attnum <> 0 AND k.collated <> 0 AND k.collated <>
      (SELECT a.attcollation FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = k.attnum)
    OFFSET 0) i
  JOIN tables t ON t.oid = i.indrelid JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  UNION ALL
  SELECT 'clustering by index', n.nspname, c.relname, o.relname
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_class o ON o.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = o.relnamespace
  WHERE i.indisclustered AND n.nspname IN ({SCHEMAS})
  UNION ALL
  SELECT 'collation', n.nspname, c.collname, NULL
  FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND NOT {OWNED} 'pg_catalog.pg_collation'::pg_catalog.regclass AND d.objid = c.oid)
  UNION ALL
  SELECT 'operator', n.nspname, o.oprname, NULL
  FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND NOT {OWNED} 'pg_catalog.pg_operator'::pg_catalog.regclass AND d.objid = o.oid)
  UNION ALL
  SELECT 'operator class', n.nspname, o.opcname, NULL
  FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND NOT {OWNED} 'pg_catalog.pg_opclass'::pg_catalog.regclass AND d.objid = o.oid)
  UNION ALL
  SELECT 'text search configuration', n.nspname, c.cfgname, NULL
  FROM pg_catalog.pg_ts_config c JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND NOT {OWNED} 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND d.objid = c.oid)
  UNION ALL
  SELECT 'text search dictionary', n.nspname, c.dictname, NULL
  FROM pg_catalog.pg_ts_dict c JOIN pg_catalog.pg_namespace n ON n.oid = c.dictnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND NOT {OWNED} 'pg_catalog.pg_ts_dict'::pg_catalog.regclass AND d.objid = c.oid)
  UNION ALL
  SELECT 'default privileges of role', n.nspname, pg_catalog.pg_get_userbyid(a.defaclrole), NULL
  FROM pg_catalog.pg_default_acl a LEFT JOIN pg_catalog.pg_namespace n ON n.oid = a.defaclnamespace
  WHERE a.defaclnamespace = 0 OR n.nspname IN ({SCHEMAS})
  UNION ALL
  SELECT 'event trigger', NULL, e.evtname, NULL FROM pg_catalog.pg_event_trigger e
  WHERE NOT {OWNED} 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND d.objid = e.oid)
  UNION ALL
  SELECT 'foreign data wrapper', NULL, w.fdwname, NULL FROM pg_catalog.pg_foreign_data_wrapper w
  WHERE NOT {OWNED} 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND d.objid = w.oid)
  UNION ALL
  SELECT 'foreign server', NULL, w.srvname, NULL FROM pg_catalog.pg_foreign_server w
  UNION ALL
  SELECT 'cast', NULL, pg_catalog.concat(pg_catalog.format_type(c.castsource, NULL), ' as ',
    pg_catalog.format_type(c.casttarget, NULL)), NULL
  FROM pg_catalog.pg_cast c
  WHERE c.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
) found";

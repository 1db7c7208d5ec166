//! The queries, each over all tables of the schemas that are read.
//!
//! Names of catalogs, functions and types are spelled with their schema, so that nothing on the search path stands in
//! for them. Expressions are asked for in their pretty form, which has no parentheses but the needed ones and is the
//! nearest to what people write.

use migration_core::dialect::Dialect;

use super::{Options, code_queries, object_queries};

/// The answers come in this order.
pub(super) fn all(options: &Options, version: u32) -> [String; 17] {
    let scope = Scope::new(options, version);
    [
        // Compiling the queries below takes the server longer than running them
        // (<https://www.postgresql.org/docs/current/jit.html>); they are one transaction.
        "SELECT pg_catalog.current_schema()::text AS name, pg_catalog.set_config('jit', 'off', true)"
            .to_owned(),
        scope.fill(TABLES),
        scope.fill(COLUMNS),
        scope.fill(CONSTRAINTS),
        scope.fill(INDEXES),
        scope.fill(EXCLUSIONS),
        scope.fill(ENUMS),
        scope.fill(UNMODELLED),
        scope.fill(object_queries::DOMAINS),
        scope.fill(object_queries::COMPOSITES),
        scope.fill(object_queries::RANGES),
        scope.fill(object_queries::POLICIES),
        scope.fill(object_queries::EXTENSIONS),
        scope.fill(object_queries::NAMESPACES),
        scope.fill(object_queries::PUBLICATIONS),
        scope.fill(object_queries::STATISTICS),
        scope.fill(object_queries::GRANTS),
    ]
}

/// Those for views and the like, which come after all others.
pub(super) fn objects(options: &Options, version: u32) -> Vec<String> {
    let scope = Scope::new(options, version);
    code_queries::ALL.map(|query| scope.fill(query)).to_vec()
}

/// What is the same in all queries, and what depends on the version.
struct Scope {
    /// The names of schemas, as SQL.
    schemas: String,
    /// Whether a table is one of the ledgers, as a condition on `c` and `n`.
    ledger: String,
    nulls_not_distinct: &'static str,
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
            set_columns: if since_15 {
                "k.confdelsetcols"
            } else {
                "NULL::pg_catalog.int2[]"
            },
        }
    }

    /// Text from outside comes last, and in one go, as it can look like anything.
    fn fill(&self, query: &str) -> String {
        let query = query
            .replace(
                "{ALL_RELATIONS}",
                &RELATIONS.replace("{TABLES}", "{PARTITIONS_TOO}"),
            )
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

/// The tables that are read, but those of extensions and the ledger. Where partitions are none of it, they are left out.
const READ_TABLES: &str = "tables AS (
  SELECT c.oid, c.relname, n.nspname, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.reltoastrelid,
    c.reltablespace, c.relispartition, c.relpartbound
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

/// <https://www.postgresql.org/docs/current/catalog-pg-partitioned-table.html>
const TABLES: &str = "WITH {PARTITIONS_TOO}
SELECT t.oid::bigint AS id, t.nspname AS schema, t.relname AS name, t.relpersistence AS persistence,
  t.relrowsecurity AS row_security, t.relforcerowsecurity AS forced_row_security,
  (SELECT m.description FROM pg_catalog.pg_description m WHERE m.objoid = t.oid
    AND m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objsubid = 0) AS comment, p.partstrat AS strategy, s.spcname AS tablespace,
  pg_catalog.concat_ws(E'\\n', pg_catalog.array_to_string(t.reloptions, E'\\n'),
    (SELECT pg_catalog.string_agg('toast.' || o, E'\\n')
      FROM pg_catalog.pg_class x, pg_catalog.unnest(x.reloptions) o WHERE x.oid = t.reltoastrelid)) AS storage,
  (SELECT pg_catalog.json_agg(x.relname)::text
    FROM pg_catalog.pg_index w JOIN pg_catalog.pg_class x ON x.oid = w.indexrelid
    WHERE w.indrelid = h.inhparent AND NOT EXISTS (
      SELECT 1 FROM pg_catalog.pg_inherits e JOIN pg_catalog.pg_index i ON i.indexrelid = e.inhrelid
      WHERE e.inhparent = w.indexrelid AND i.indrelid = t.oid)) AS without,
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(wn.nspname, w.relname) ORDER BY e.inhseqno)::text
    FROM pg_catalog.pg_inherits e JOIN pg_catalog.pg_class w ON w.oid = e.inhparent
    JOIN pg_catalog.pg_namespace wn ON wn.oid = w.relnamespace
    WHERE e.inhrelid = t.oid AND NOT t.relispartition) AS inherits,
  hc.relname AS parent, hn.nspname AS parent_schema, pg_catalog.pg_get_expr(t.relpartbound, t.oid) AS bound,
  (SELECT a.attname FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = p.partrelid AND a.attnum = k.attnum AND k.attnum <> 0) AS key_column, pg_catalog.pg_get_expr(p.partexprs, p.partrelid, true) AS expressions,
  pg_catalog.count(*) FILTER (WHERE k.attnum = 0) OVER (PARTITION BY t.oid ORDER BY k.n)
    - (CASE WHEN k.attnum = 0 THEN 1 ELSE 0 END) AS expressions_before
FROM tables t LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = t.oid
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = t.reltablespace
LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = t.oid AND t.relispartition
LEFT JOIN pg_catalog.pg_class hc ON hc.oid = h.inhparent
LEFT JOIN pg_catalog.pg_namespace hn ON hn.oid = hc.relnamespace
LEFT JOIN LATERAL pg_catalog.unnest(p.partattrs::pg_catalog.int2[]) WITH ORDINALITY k(attnum, n) ON true
ORDER BY t.oid, k.n";

/// <https://www.postgresql.org/docs/current/catalog-pg-attribute.html>. The `e` is an enum type, or the elements of an
/// array of them. Types of extensions lose their schema, which is wherever somebody put the extension. A default names no column,
/// and without its table the server need not look at that one's columns first
/// (<https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG>).
const COLUMNS: &str = "WITH {TABLES}
SELECT a.attrelid::bigint AS table_id, a.attname AS name, a.attnotnull AS not_null,
  a.attidentity AS identity, a.attgenerated AS generated,
  CASE WHEN y.typname IN ('citext', 'vector', 'geometry')
    THEN pg_catalog.regexp_replace(pg_catalog.format_type(a.atttypid, a.atttypmod), '^.*\\.', '')
    ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END AS type,
  e.typname AS enum_name, en.nspname AS enum_schema, e.oid IS DISTINCT FROM y.oid AS is_array,
  co.collname AS collation,
  pg_catalog.pg_get_expr(f.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE f.adrelid END, true) AS expression,
  (SELECT m.description FROM pg_catalog.pg_description m WHERE m.objoid = a.attrelid
    AND m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objsubid = a.attnum) AS comment,
  CASE {COMPRESSION} WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
  NULLIF(a.attstattarget, -1)::bigint AS statistics
FROM tables t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type e ON e.typtype = 'e'
  AND e.oid = CASE WHEN y.typcategory = 'A' THEN y.typelem ELSE y.oid END
LEFT JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation AND a.attcollation <> y.typcollation
LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
ORDER BY a.attrelid, a.attnum";

/// <https://www.postgresql.org/docs/current/catalog-pg-constraint.html>. A foreign key to a partitioned table has a
/// child for each partition, which is not ours.
const CONSTRAINTS: &str = "WITH {PARTITIONS_TOO}
SELECT k.conrelid::bigint AS table_id, k.contype AS kind, k.conname AS name,
  (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = key.attnum) AS column,
  k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS valid,
  k.confmatchtype AS match, k.confdeltype AS on_delete, k.confupdtype AS on_update,
  rn.nspname AS references_schema, r.relname AS references_name,
  (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.confrelid AND a.attnum = key.referenced) AS referenced_column,
  coalesce({NULLS_NOT_DISTINCT}, false) AS nulls_not_distinct, key.attnum = ANY ({SET_COLUMNS}) AS is_set,
  {PERIOD} AS period,
  (SELECT m.description FROM pg_catalog.pg_description m WHERE m.objoid = k.oid
    AND m.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND m.objsubid = 0) AS comment,
  pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) AS expression
FROM tables t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u', 'f', 'c')
  AND k.conparentid = 0 AND k.coninhcount = 0
LEFT JOIN LATERAL ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey)) WITH ORDINALITY
  key(attnum, referenced, n) ON k.contype <> 'c'
LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype = 'u'
ORDER BY k.oid, key.n";

/// <https://www.postgresql.org/docs/current/catalog-pg-index.html>. The server puts an expression that is no call in
/// parentheses.
const INDEXES: &str = "WITH {ALL_RELATIONS}
SELECT i.indrelid::bigint AS table_id, c.relname AS name, i.indisunique AS is_unique, m.amname AS method,
  pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) AS filter,
  {NULLS_NOT_DISTINCT} AS nulls_not_distinct, (SELECT m.description FROM pg_catalog.pg_description m WHERE m.objoid = c.oid
    AND m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objsubid = 0) AS comment,
  pg_catalog.array_to_string(c.reloptions, E'\\n') AS storage, s.spcname AS tablespace,
  k.n > i.indnkeyatts AS included,
  (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0) AS column,
  CASE WHEN i.indkey[k.n - 1] = 0 THEN pg_catalog.pg_get_indexdef(c.oid, k.n, true) END AS expression,
  coalesce(i.indoption[k.n - 1], 0) AS options,
  CASE WHEN o.opcdefault OR o.oid IS NULL THEN NULL WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN o.opcname
    ELSE pg_catalog.concat(oc.nspname, '.', o.opcname) END AS operator_class
FROM relations t JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND NOT c.relispartition
  AND (i.indisvalid OR c.relkind = 'I')
JOIN pg_catalog.pg_am m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
CROSS JOIN LATERAL (SELECT e.attnum, e.n::pg_catalog.int4
  FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY e(attnum, n)) k(attnum, n)
LEFT JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k.n - 1]
LEFT JOIN pg_catalog.pg_namespace oc ON oc.oid = o.opcnamespace
WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint x
  WHERE x.conindid = c.oid AND x.contype IN ('p', 'u', 'x'))
ORDER BY c.oid, k.n";

/// The index of an exclusion constraint has no comment, parameters or tablespace in a state.
const EXCLUSIONS: &str = "WITH {PARTITIONS_TOO}
SELECT i.indrelid::bigint AS table_id, x.conname AS name, m.amname AS method, x.condeferrable AS deferrable,
  x.condeferred AS deferred, pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) AS filter, p.oprname AS operator,
  (SELECT m.description FROM pg_catalog.pg_description m WHERE m.objoid = x.oid
    AND m.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND m.objsubid = 0) AS comment,
  a.attname AS column,
  CASE WHEN i.indkey[k.n - 1] = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, k.n, true) END AS expression,
  coalesce(i.indoption[k.n - 1], 0) AS options,
  CASE WHEN o.opcdefault OR o.oid IS NULL THEN NULL WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN o.opcname
    ELSE pg_catalog.concat(oc.nspname, '.', o.opcname) END AS operator_class
FROM tables t JOIN pg_catalog.pg_constraint x ON x.conrelid = t.oid AND x.contype = 'x' AND x.conparentid = 0
JOIN pg_catalog.pg_index i ON i.indexrelid = x.conindid JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = c.relam
CROSS JOIN LATERAL pg_catalog.unnest(x.conexclop) WITH ORDINALITY e(operator, ordinal)
CROSS JOIN LATERAL (SELECT e.ordinal::pg_catalog.int4 AS n) k
JOIN pg_catalog.pg_operator p ON p.oid = e.operator
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n - 1]
  AND i.indkey[k.n - 1] <> 0
LEFT JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k.n - 1]
LEFT JOIN pg_catalog.pg_namespace oc ON oc.oid = o.opcnamespace
ORDER BY x.oid, k.n";

const ENUMS: &str = "SELECT n.nspname AS schema, y.typname AS name, e.enumlabel AS value,
  (SELECT m.description FROM pg_catalog.pg_description m WHERE m.objoid = y.oid
    AND m.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objsubid = 0) AS comment
FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = y.oid
WHERE n.nspname IN ({SCHEMAS}) AND y.typtype = 'e'
  AND NOT {OWNED} 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = y.oid)
ORDER BY y.oid, e.enumsortorder";

/// What the state has no place for.
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
  SELECT DISTINCT a.kind, t.nspname, CASE a.kind WHEN 'merged column' THEN a.attname ELSE t.relname END,
    CASE a.kind WHEN 'merged column' THEN t.relname END
  FROM tables t JOIN (SELECT a.attrelid, a.attname, x.kind FROM pg_catalog.pg_attribute a
    CROSS JOIN LATERAL (VALUES
      ('privileges on columns of table', a.attacl IS NOT NULL),
      ('merged column', NOT a.attisdropped AND (a.attinhcount > 1 OR a.attinhcount > 0 AND a.attislocal))
    ) x(kind, holds)
    WHERE (a.attacl IS NOT NULL OR a.attinhcount > 0) AND x.holds) a ON a.attrelid = t.oid
  UNION ALL
  SELECT 'merged check', t.nspname, k.conname, t.relname
  FROM tables t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'c'
  WHERE k.coninhcount > 1 OR k.coninhcount > 0 AND k.conislocal
  UNION ALL
  SELECT 'included columns of constraint', t.nspname, k.conname, t.relname
  FROM tables t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u', 'x')
  JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid WHERE i.indnatts > i.indnkeyatts
  UNION ALL
  SELECT 'deferrable primary key', t.nspname, k.conname, t.relname
  FROM tables t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p' AND k.condeferrable
  UNION ALL
  SELECT 'invalid index', t.nspname, c.relname, t.relname
  FROM tables t JOIN pg_catalog.pg_index i ON i.indrelid = t.oid AND NOT i.indisvalid
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
  UNION ALL
  SELECT DISTINCT 'collation of index', t.nspname, c.relname, t.relname
  FROM tables t JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(i.indkey::pg_catalog.int2[]), pg_catalog.unnest(i.indcollation::pg_catalog.oid[]))
    k(attnum, collated)
  WHERE k.attnum <> 0 AND k.collated <> 0 AND k.collated <> (SELECT a.attcollation FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = t.oid AND a.attnum = k.attnum)
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
) found
ORDER BY kind, schema, name, table_name";

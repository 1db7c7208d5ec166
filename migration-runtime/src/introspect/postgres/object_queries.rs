//! The queries for what is neither a table nor a part of one. Placeholders are those of [`queries`](super::queries).

/// <https://www.postgresql.org/docs/current/catalog-pg-type.html>. A check of a domain is only told as a whole.
pub(super) const DOMAINS: &str = "SELECT n.nspname AS schema, y.typname AS name,
  pg_catalog.format_type(y.typbasetype, y.typtypmod) AS type, y.typnotnull AS not_null,
  pg_catalog.pg_get_expr(y.typdefaultbin, 0, true) AS expression, co.collname AS collation,
  pg_catalog.obj_description(y.oid, 'pg_type') AS comment,
  k.conname AS check_name, k.convalidated AS valid, pg_catalog.pg_get_constraintdef(k.oid, true) AS definition
FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = y.typbasetype
LEFT JOIN pg_catalog.pg_collation co ON co.oid = y.typcollation AND y.typcollation <> b.typcollation
LEFT JOIN pg_catalog.pg_constraint k ON k.contypid = y.oid AND k.contype = 'c'
WHERE n.nspname IN ({SCHEMAS}) AND y.typtype = 'd'
  AND NOT {OWNED} 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = y.oid)
ORDER BY y.oid, k.conname";

pub(super) const COMPOSITES: &str = "SELECT n.nspname AS schema, c.relname AS name, a.attname AS attribute,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, pg_catalog.obj_description(c.reltype, 'pg_type') AS comment
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname IN ({SCHEMAS}) AND c.relkind = 'c'
  AND NOT {OWNED} 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid)
  AND NOT {OWNED} 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = c.reltype)
ORDER BY c.oid, a.attnum";

/// <https://www.postgresql.org/docs/current/catalog-pg-range.html>
pub(super) const RANGES: &str = "SELECT n.nspname AS schema, y.typname AS name,
  pg_catalog.format_type(r.rngsubtype, NULL) AS type, CASE WHEN NOT o.opcdefault THEN o.opcname END AS operator_class,
  p.proname AS difference, pg_catalog.obj_description(y.oid, 'pg_type') AS comment
FROM pg_catalog.pg_range r JOIN pg_catalog.pg_type y ON y.oid = r.rngtypid
JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
LEFT JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
LEFT JOIN pg_catalog.pg_proc p ON p.oid = r.rngsubdiff AND r.rngsubdiff <> 0
WHERE n.nspname IN ({SCHEMAS}) AND NOT {OWNED} 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = y.oid)
ORDER BY y.oid";

/// <https://www.postgresql.org/docs/current/catalog-pg-policy.html>. Role 0 is everybody.
pub(super) const POLICIES: &str = "WITH {TABLES}
SELECT t.nspname AS schema, t.relname AS table_name, p.polname AS name, p.polpermissive AS permissive,
  p.polcmd AS command, r.rolname AS role, pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) AS using_rule,
  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) AS check_rule,
  pg_catalog.obj_description(p.oid, 'pg_policy') AS comment
FROM tables t JOIN pg_catalog.pg_policy p ON p.polrelid = t.oid
LEFT JOIN LATERAL pg_catalog.unnest(p.polroles) u(oid) ON true
LEFT JOIN pg_catalog.pg_roles r ON r.oid = u.oid
ORDER BY p.oid, r.rolname";

/// All of the database but what every one has.
/// The comment that an extension comes with is not one that somebody gave it.
pub(super) const EXTENSIONS: &str = "SELECT extname AS name,
  NULLIF(pg_catalog.obj_description(oid, 'pg_extension'),
    (SELECT a.comment FROM pg_catalog.pg_available_extensions a WHERE a.name = extname)) AS comment
FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' ORDER BY extname";

/// The schemas that are read, but for the current one.
pub(super) const NAMESPACES: &str = "SELECT n.nspname AS name, pg_catalog.obj_description(n.oid, 'pg_namespace') AS comment
FROM pg_catalog.pg_namespace n
WHERE n.nspname IN ({SCHEMAS}) AND n.nspname IS DISTINCT FROM pg_catalog.current_schema() AND n.nspname <> 'public'
ORDER BY n.nspname";

/// <https://www.postgresql.org/docs/current/catalog-pg-publication.html>. All of the database.
pub(super) const PUBLICATIONS: &str = "SELECT p.pubname AS name, p.puballtables AS all_tables, p.pubinsert AS inserts,
  p.pubupdate AS updates, p.pubdelete AS deletes, p.pubtruncate AS truncates, n.nspname AS schema, c.relname AS table_name,
  pg_catalog.obj_description(p.oid, 'pg_publication') AS comment
FROM pg_catalog.pg_publication p LEFT JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid
LEFT JOIN pg_catalog.pg_class c ON c.oid = r.prrelid LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY p.pubname, n.nspname, c.relname";

/// <https://www.postgresql.org/docs/current/catalog-pg-statistic-ext.html>. Those of expressions have no place.
pub(super) const STATISTICS: &str = "WITH {TABLES}
SELECT sn.nspname AS schema, s.stxname AS name, t.nspname AS table_schema, t.relname AS table_name,
  a.attname AS column, pg_catalog.array_to_string(s.stxkind, '') AS kinds,
  pg_catalog.obj_description(s.oid, 'pg_statistic_ext') AS comment
FROM tables t JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = t.oid AND NOT ('e' = ANY (s.stxkind))
JOIN pg_catalog.pg_namespace sn ON sn.oid = s.stxnamespace
JOIN LATERAL pg_catalog.unnest(s.stxkeys::pg_catalog.int2[]) k(attnum) ON true
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
ORDER BY s.oid, a.attname";

/// What was granted to others than the owner, beyond what everybody has anyway
/// (<https://www.postgresql.org/docs/current/ddl-priv.html>).
pub(super) const GRANTS: &str = "WITH objects AS (
  SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, n.nspname, c.relname::text AS name,
    NULL AS arguments, c.relowner AS owner, c.relacl AS acl, NULL::pg_catalog.aclitem[] AS usual
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relacl IS NOT NULL AND NOT ({LEDGER})
    AND NOT {OWNED} 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid)
  UNION ALL
  SELECT 'schema', n.nspname, n.nspname::text, NULL, n.nspowner, n.nspacl, NULL FROM pg_catalog.pg_namespace n
  WHERE n.nspname IN ({SCHEMAS}) AND n.nspname IS DISTINCT FROM pg_catalog.current_schema() AND n.nspname <> 'public'
  UNION ALL
  SELECT 'type', n.nspname, y.typname::text, NULL, y.typowner, y.typacl, pg_catalog.acldefault('T', y.typowner)
  FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
  WHERE n.nspname IN ({SCHEMAS}) AND y.typacl IS NOT NULL
    AND NOT {OWNED} 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = y.oid)
  UNION ALL
  SELECT 'routine', n.nspname, p.proname::text, pg_catalog.oidvectortypes(p.proargtypes), p.proowner,
    p.proacl, pg_catalog.acldefault('f', p.proowner)
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname IN ({SCHEMAS}) AND p.proacl IS NOT NULL
    AND NOT {OWNED} 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid)
)
SELECT o.kind, o.nspname AS schema, o.name, o.arguments, coalesce(r.rolname, 'PUBLIC') AS role,
  g.privilege_type AS privilege, g.is_grantable AS grantable
FROM objects o CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) g LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee
WHERE g.grantee <> o.owner AND NOT EXISTS (SELECT 1 FROM pg_catalog.aclexplode(o.usual) u
  WHERE u.grantee = g.grantee AND u.privilege_type = g.privilege_type)
ORDER BY o.kind, o.nspname, o.name, o.arguments, role, privilege";

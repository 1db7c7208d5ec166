//! The queries for views, routines, triggers, rules and sequences.

/// What a routine can be that a state has no place for: a condition on `p` and its language `l`.
pub(super) fn unusual(version: u32) -> String {
    // https://www.postgresql.org/docs/14/release-14.html
    let has_body = match version >= 140_000 {
        true => "p.prosqlbody IS NOT NULL",
        false => "false",
    };
    format!(
        "(p.prokind IN ('a', 'w') OR l.lanname IN ('c', 'internal') OR {has_body} OR p.procost <> 100
    OR p.prorows <> (CASE WHEN p.proretset THEN 1000 ELSE 0 END) OR p.proleakproof OR p.protrftypes IS NOT NULL)"
    )
}

/// <https://www.postgresql.org/docs/current/view-pg-views.html>
pub(super) const VIEWS: &str = "SELECT c.oid::bigint AS id, n.nspname AS schema, c.relname AS name, c.relkind = 'm' AS materialized,
  pg_catalog.pg_get_viewdef(c.oid, true) AS query,
  pg_catalog.array_to_string(c.reloptions, ',') AS options, pg_catalog.obj_description(c.oid, 'pg_class') AS comment
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ({SCHEMAS}) AND c.relkind IN ('v', 'm')
  AND NOT {OWNED} 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid)
ORDER BY c.oid";

/// <https://www.postgresql.org/docs/current/catalog-pg-proc.html>. A range type comes with functions of its own.
pub(super) const ROUTINES: &str = "SELECT n.nspname AS schema, p.proname AS name, p.prokind = 'p' AS procedure, l.lanname AS language,
  pg_catalog.pg_get_function_arguments(p.oid) AS arguments, pg_catalog.pg_get_function_result(p.oid) AS returns,
  p.prosrc AS body, p.provolatile AS volatility, p.proisstrict AS strict, p.prosecdef AS security_definer,
  p.proparallel AS parallel, pg_catalog.array_to_string(p.proconfig, pg_catalog.chr(10)) AS settings,
  pg_catalog.obj_description(p.oid, 'pg_proc') AS comment
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE n.nspname IN ({SCHEMAS}) AND NOT {UNUSUAL} AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
  WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
ORDER BY p.oid";

/// <https://www.postgresql.org/docs/current/catalog-pg-trigger.html>: a row for each column that a trigger names. Only
/// the whole definition has the condition.
pub(super) const TRIGGERS: &str = "WITH {RELATIONS}
SELECT g.oid::bigint AS id, t.nspname AS schema, t.relname AS table_name, g.tgname AS name, g.tgtype::int AS type,
  g.tgenabled AS enabled, g.tgconstraint <> 0 AS is_constraint, g.tgdeferrable AS deferrable,
  g.tginitdeferred AS deferred, g.tgoldtable AS old_table, g.tgnewtable AS new_table, f.nspname AS function_schema,
  p.proname AS function, pg_catalog.encode(g.tgargs, 'hex') AS arguments, a.attname AS column,
  CASE WHEN g.tgqual IS NOT NULL THEN pg_catalog.pg_get_triggerdef(g.oid, true) END AS definition,
  pg_catalog.obj_description(g.oid, 'pg_trigger') AS comment
FROM relations t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
JOIN pg_catalog.pg_proc p ON p.oid = g.tgfoid JOIN pg_catalog.pg_namespace f ON f.oid = p.pronamespace
LEFT JOIN LATERAL pg_catalog.unnest(g.tgattr::pg_catalog.int2[]) WITH ORDINALITY k(attnum, n) ON true
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
ORDER BY g.oid, k.n";

/// <https://www.postgresql.org/docs/current/catalog-pg-rewrite.html>. That of a view is the view's own.
pub(super) const RULES: &str = "WITH {RELATIONS}
SELECT t.nspname AS schema, t.relname AS table_name, r.rulename AS name, r.ev_type AS event, r.is_instead AS instead,
  pg_catalog.pg_get_ruledef(r.oid, true) AS definition, pg_catalog.obj_description(r.oid, 'pg_rewrite') AS comment
FROM relations t JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid AND r.ev_type <> '1'
ORDER BY r.oid";

/// <https://www.postgresql.org/docs/current/catalog-pg-sequence.html>. That of an identity is the column's own; one of
/// the ledger is the ledger's.
pub(super) const SEQUENCES: &str = "WITH ledger AS (
  SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE {LEDGER}
)
SELECT n.nspname AS schema, c.relname AS name, pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqstart AS start,
  s.seqincrement AS increment, s.seqmin AS min, s.seqmax AS max, s.seqcache AS cache, s.seqcycle AS cycle,
  on_.nspname AS owner_schema, o.relname AS owner, a.attname AS owner_column,
  pg_catalog.obj_description(c.oid, 'pg_class') AS comment
FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend w ON w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.objid = c.oid
  AND w.deptype = 'a' AND w.refobjsubid > 0
LEFT JOIN pg_catalog.pg_class o ON o.oid = w.refobjid
LEFT JOIN pg_catalog.pg_namespace on_ ON on_.oid = o.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = w.refobjid AND a.attnum = w.refobjsubid
WHERE n.nspname IN ({SCHEMAS}) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
    AND (d.deptype IN ('e', 'i') OR d.refobjid IN (SELECT oid FROM ledger)))
ORDER BY c.oid";

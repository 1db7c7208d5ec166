//! What is in a database before the test, and how it is brought back.
//!
//! The schema `_migratory_test` of a worker keeps the rows that migrations and seeders put there, the statements that bring a table
//! or a sequence back, and one query that finds those which have changed: a table of no rows when it has one, any other when
//! it has another number of rows than before, or one that is younger than the last reset, by `xmin`
//! (<https://www.postgresql.org/docs/current/ddl-system-columns.html>). A change of the schema shows in the catalogs in the same
//! way; nothing brings that back.

use super::{literal, quote};
use crate::testing::pool::Held;

/// What the query answers with when the schema has changed.
pub(super) const SCHEMA_CHANGED: &str = "-- the schema has changed";

/// The schema in which all of it is: of a worker that is a database, or of one that is a schema.
pub(super) fn home(schema: Option<&str>) -> String {
    match schema {
        None => "_migratory_test".to_owned(),
        Some(schema) => format!("{schema}_base"),
    }
}

/// Writes it down.
pub(super) async fn write(held: &mut Held, schema: Option<&str>) -> sqlx::Result<()> {
    let home = quote(&home(schema));
    let mine = match schema {
        // Not those of the system, of temporary tables, and of this.
        None => format!(
            "nspname !~ '^pg_' AND nspname <> 'information_schema' AND nspname <> {}",
            literal("_migratory_test")
        ),
        Some(schema) => format!("nspname = {}", literal(schema)),
    };
    let tables = TABLES.replace("HOME", &home).replace("MINE", &mine);
    held.script(&tables).await?;
    for sql in held.texts(&ROWS.replace("HOME", &home)).await? {
        held.script(&sql).await?;
    }
    let catalog = catalog(&mine, schema.is_none());
    let catalog_before = held.texts(&catalog).await?.concat();
    for sql in [RESTORE, SEQUENCES] {
        held.script(&sql.replace("HOME", &home)).await?;
    }
    let parts = held.texts(&PARTS.replace("HOME", &home)).await?;
    let check = format!(
        "WITH since AS MATERIALIZED (SELECT age(value::xid) AS age FROM {home}.state WHERE key = 'xid'),
found AS MATERIALIZED (SELECT unnest(array_remove(ARRAY[{parts}CASE WHEN ({catalog}) <> {before} OR {younger} THEN 'schema' END], NULL)) AS key)
SELECT sql FROM {home}.restore WHERE key IN (SELECT key FROM found)
UNION ALL SELECT {changed} FROM found WHERE key = 'schema'",
        parts = parts.iter().map(|part| format!("{part}, ")).collect::<String>(),
        before = literal(&catalog_before),
        younger = younger(&mine, schema.is_none()),
        changed = literal(SCHEMA_CHANGED),
    );
    // Ordered outside: a UNION has no order of its own.
    let check = format!(
        "SELECT sql FROM ({check}) AS found LEFT JOIN (SELECT sql, min(ord) AS ord FROM {home}.restore GROUP BY sql) AS o USING (sql)
GROUP BY sql, ord ORDER BY ord, sql"
    );
    held.script(&format!(
        "INSERT INTO {home}.state VALUES ('check', {}), ('replica', current_setting('is_superuser')); {}",
        literal(&check),
        mark(&home),
    ))
    .await
}

/// What is younger than this was not there before.
fn mark(home: &str) -> String {
    format!(
        "INSERT INTO {home}.state VALUES ('xid', (txid_current() % 4294967296)::text)
ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
}

/// The statement that runs what [`write`]'s query has found, all or nothing.
pub(super) fn restoring(home: &str, is_replica: bool, statements: &[String]) -> String {
    let home = quote(home);
    // Neither triggers nor foreign keys fire; only a superuser may say so.
    let replica = match is_replica {
        true => "SET LOCAL session_replication_role = replica;",
        false => "",
    };
    format!(
        "BEGIN; SET LOCAL lock_timeout = '5s'; {replica} {}; {}; COMMIT",
        statements.join("; "),
        mark(&home)
    )
}

/// The tables of a baseline. `mine` are the schemas, and `item` what is in them, each with the number of those that refer to it.
const TABLES: &str = "CREATE SCHEMA HOME;
CREATE TABLE HOME.state (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE HOME.item AS
SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind::text AS kind,
  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
  c.relhasrules OR c.relforcerowsecurity AS odd,
  EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS fires, 0::bigint AS rows
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE MINE AND c.relkind IN ('r', 'S') AND c.relpersistence <> 't'
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e');
ALTER TABLE HOME.item ADD PRIMARY KEY (oid);
CREATE TABLE HOME.row (item oid NOT NULL, n bigint NOT NULL, text text NOT NULL);
CREATE TABLE HOME.restore (key text NOT NULL, ord int NOT NULL, sql text NOT NULL);
CREATE TABLE HOME.refers AS
SELECT DISTINCT conrelid AS item, confrelid AS to_item FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid";

/// The statements that write down the rows of each table.
const ROWS: &str = "SELECT format('INSERT INTO HOME.row SELECT %s, row_number() OVER (), x::text FROM ONLY %s AS x; \
UPDATE HOME.item SET rows = (SELECT count(*) FROM HOME.row WHERE item = %s) WHERE oid = %s; \
CREATE INDEX IF NOT EXISTS row_item ON HOME.row (item)', oid, name, oid, oid) FROM HOME.item WHERE kind = 'r'";

/// How each table is brought back. A superuser deletes from it alone; others truncate it with all that refer to it, and put the rows
/// back in the order of references. What has rules, or triggers that would fire then, nothing brings back.
const RESTORE: &str = "WITH RECURSIVE super AS (SELECT current_setting('is_superuser') = 'on' AS is),
with_it AS (
  SELECT oid AS item, oid AS other FROM HOME.item WHERE kind = 'r'
  UNION SELECT with_it.item, r.item FROM with_it JOIN HOME.refers r ON r.to_item = with_it.other JOIN HOME.item i ON i.oid = r.item
),
depth AS (
  SELECT oid AS item, 0 AS depth FROM HOME.item WHERE kind = 'r'
  UNION SELECT r.item, depth.depth + 1 FROM depth JOIN HOME.refers r ON r.to_item = depth.item WHERE depth.depth < 50
),
level AS (SELECT item, max(depth) AS depth FROM depth GROUP BY item),
puts AS (
  SELECT i.oid, format('INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM \
(SELECT text::%1$s AS r FROM HOME.row WHERE item = %4$s ORDER BY n OFFSET 0) AS x', i.name, i.columns,
    regexp_replace(i.columns, '(\"([^\"]|\"\")*\"|[^\", ]+)', '(r).\\1', 'g'), i.oid) AS sql
  FROM HOME.item i WHERE i.kind = 'r' AND i.rows > 0
)
INSERT INTO HOME.restore
SELECT 't' || i.oid, 0, '-- the schema has changed' FROM HOME.item i, super
WHERE i.kind = 'r' AND (i.odd OR NOT super.is AND EXISTS (
  SELECT 1 FROM with_it w JOIN HOME.item o ON o.oid = w.other WHERE w.item = i.oid AND (o.odd OR o.fires AND o.rows > 0)))
UNION ALL SELECT 't' || i.oid, 1, 'DELETE FROM ONLY ' || i.name FROM HOME.item i, super WHERE i.kind = 'r' AND super.is
UNION ALL SELECT 't' || i.oid, 1, 'TRUNCATE ' || (SELECT string_agg('ONLY ' || o.name, ', ' ORDER BY o.oid)
  FROM with_it w JOIN HOME.item o ON o.oid = w.other WHERE w.item = i.oid) FROM HOME.item i, super WHERE i.kind = 'r' AND NOT super.is
UNION ALL SELECT 't' || p.oid, 2, p.sql FROM puts p, super WHERE super.is
UNION ALL SELECT 't' || w.item, 2 + l.depth, p.sql FROM with_it w JOIN puts p ON p.oid = w.other JOIN level l ON l.item = w.other, super
  WHERE NOT super.is";

/// How each sequence is brought back.
const SEQUENCES: &str = "DO $$ DECLARE s record; v record; BEGIN
FOR s IN SELECT oid, name FROM HOME.item WHERE kind = 'S' LOOP
  EXECUTE format('SELECT last_value, is_called FROM %s', s.name) INTO v;
  INSERT INTO HOME.restore VALUES ('s' || s.oid, 1000, format('SELECT setval(%L, %s, %L)', s.name, v.last_value, v.is_called));
  INSERT INTO HOME.state VALUES ('s' || s.oid, v.last_value::text || v.is_called::text);
END LOOP; END $$";

/// The parts of the query, one for each table and sequence. What `HOME.state` says of a sequence is written into it.
const PARTS: &str = "SELECT CASE WHEN kind = 'S' THEN
  format('CASE WHEN (SELECT last_value::text || is_called::text FROM %s) <> %L THEN ''s%s'' END', name,
    (SELECT value FROM HOME.state s WHERE s.key = 's' || i.oid), oid)
WHEN rows = 0 THEN format('CASE WHEN EXISTS (SELECT 1 FROM ONLY %s) THEN ''t%s'' END', name, oid)
ELSE format('CASE WHEN (SELECT count(*) FROM ONLY %s) <> %s OR EXISTS (SELECT 1 FROM ONLY %s WHERE age(xmin) < (SELECT age FROM since)) \
THEN ''t%s'' END', name, rows, name, oid) END
FROM HOME.item i ORDER BY oid";

/// The catalogs in which a change of the schema shows, what is counted in each, and how it is tied to a schema.
const CATALOGS: [(&str, &str); 9] = [
    ("pg_class", "x.relnamespace"),
    (
        "pg_attribute",
        "(SELECT relnamespace FROM pg_class c WHERE c.oid = x.attrelid)",
    ),
    ("pg_constraint", "x.connamespace"),
    ("pg_type", "x.typnamespace"),
    ("pg_proc", "x.pronamespace"),
    (
        "pg_trigger",
        "(SELECT relnamespace FROM pg_class c WHERE c.oid = x.tgrelid)",
    ),
    (
        "pg_policy",
        "(SELECT relnamespace FROM pg_class c WHERE c.oid = x.polrelid)",
    ),
    (
        "pg_rewrite",
        "(SELECT relnamespace FROM pg_class c WHERE c.oid = x.ev_class)",
    ),
    (
        "pg_enum",
        "(SELECT typnamespace FROM pg_type t WHERE t.oid = x.enumtypid)",
    ),
];

/// From where on the numbers are that users' objects get:
/// <https://www.postgresql.org/docs/current/system-catalog-initial-data.html#SYSTEM-CATALOG-OID-ASSIGNMENT>
const FIRST: &str = "16384";

/// The rows of a catalog that are about what is in these schemas, or about all that users have made.
fn each_of(catalog: &str, namespace: &str, mine: &str, is_all: bool) -> String {
    let number = match catalog {
        "pg_attribute" => "attrelid",
        _ => "oid",
    };
    let of_mine = match is_all {
        true => String::new(),
        false => format!(" AND {namespace} IN (SELECT oid FROM pg_namespace WHERE {mine})"),
    };
    format!("FROM {catalog} x WHERE x.{number} >= {FIRST}{of_mine}")
}

/// A query for a text that changes when something is made or dropped.
fn catalog(mine: &str, is_all: bool) -> String {
    let counts = CATALOGS.map(|(catalog, namespace)| {
        let each = each_of(catalog, namespace, mine, is_all);
        format!("(SELECT count(*) {each})")
    });
    let mut counts = counts.to_vec();
    if is_all {
        counts.push(format!("(SELECT count(*) FROM pg_namespace WHERE {mine})"));
        counts.push("(SELECT count(*) FROM pg_extension)".to_owned());
    }
    format!("SELECT concat_ws('/', {})", counts.join(", "))
}

/// Whether something was altered.
fn younger(mine: &str, is_all: bool) -> String {
    let any = CATALOGS.map(|(catalog, namespace)| {
        let each = each_of(catalog, namespace, mine, is_all);
        format!("EXISTS (SELECT 1 {each} AND age(x.xmin) < (SELECT age FROM since))")
    });
    any.join(" OR ")
}

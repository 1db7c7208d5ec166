//! What a database looks like, by two ways: its own catalogs as text, which nothing of migratory reads or writes, and
//! introspection.

use migration_core::dialect::Dialect;
use migration_core::schema::SchemaState;
use migratory::{Database, IntrospectOptions};
use tokio::runtime::Runtime;

use super::session::Session;
use crate::difference::difference;

/// All of a database at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The catalogs, a line for each thing.
    pub catalog: Vec<String>,
    /// The rows of each table, as text.
    pub rows: Vec<String>,
    /// What introspection finds.
    pub state: SchemaState,
    /// What it has no place for.
    pub unmodelled: Vec<String>,
}

impl Snapshot {
    /// Looks at everything.
    pub fn take(runtime: &Runtime, database: &Database, session: &mut Session) -> Self {
        let options = IntrospectOptions {
            schemas: schemas(session),
            ..Default::default()
        };
        let found = runtime.block_on(database.introspect(&options));
        let found = found.unwrap_or_else(|error| panic!("introspect: {error}"));
        Self {
            catalog: catalog(session),
            rows: rows(session),
            state: found.state,
            unmodelled: found.unmodelled,
        }
    }

    /// The same but for the rows.
    #[track_caller]
    pub fn assert_same_schema(&self, other: &Self, when: &str) {
        let differences = differences(&other.catalog, &self.catalog);
        assert!(
            differences.is_empty(),
            "the catalogs {when}:\n{}",
            differences.join("\n")
        );
        if let Err(difference) = difference(&other.state, &self.state) {
            panic!("introspection {when}: {difference}");
        }
        assert_eq!(self.unmodelled, other.unmodelled, "introspection {when}");
    }
}

/// All schemas of the database, where it has some.
fn schemas(session: &mut Session) -> Vec<String> {
    match session.dialect() {
        Dialect::Postgres => session.column(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1",
        ),
        Dialect::Mysql | Dialect::Sqlite => Vec::new(),
    }
}

fn differences(old: &[String], new: &[String]) -> Vec<String> {
    let gone = old
        .iter()
        .filter(|line| !new.contains(line))
        .map(|line| format!("- {line}"));
    let came = new
        .iter()
        .filter(|line| !old.contains(line))
        .map(|line| format!("+ {line}"));
    gone.chain(came).collect()
}

/// The catalogs without the ledger, sorted. The order of columns is left out: only SQLite can put a column back in its
/// old place.
pub(super) fn catalog(session: &mut Session) -> Vec<String> {
    let mut lines = match session.dialect() {
        Dialect::Postgres => session.column(POSTGRES),
        Dialect::Mysql => mysql(session),
        Dialect::Sqlite => sqlite(session),
    };
    lines.retain(|line| !line.contains("_migrations"));
    lines.sort();
    lines
}

/// Types, defaults, keys and indexes as the server itself writes them.
const POSTGRES: &str = "
WITH ours_not AS (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_' OR nspname = 'information_schema')
SELECT format('%s %s %s', CASE c.relkind WHEN 'p' THEN 'partitioned table' ELSE 'table' END, c.oid::regclass, c.relpersistence)
       || coalesce(' -- ' || obj_description(c.oid, 'pg_class'), '')
  FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT format('column %s.%I %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod))
       || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || ' identity=' || a.attidentity::text || ' generated=' || a.attgenerated::text
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
       || coalesce(' collate ' || (SELECT collname FROM pg_collation WHERE oid = nullif(a.attcollation, t.typcollation)), '')
       || coalesce(' -- ' || col_description(c.oid, a.attnum), '')
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
   AND c.relnamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT format('constraint %I of %s: %s', k.conname, k.conrelid::regclass, pg_get_constraintdef(k.oid))
  FROM pg_constraint k WHERE k.conrelid <> 0 AND k.connamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END
       || coalesce(' -- ' || obj_description(i.indexrelid, 'pg_class'), '')
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT format('type %s: %s', t.oid::regtype, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder))
  FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid
UNION ALL
SELECT format('sequence %s of %s', c.oid::regclass, d.refobjid::regclass)
  FROM pg_class c LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
 WHERE c.relkind = 'S'
UNION ALL
SELECT format('domain %s %s %s default %s', y.oid::regtype, format_type(y.typbasetype, y.typtypmod), y.typnotnull, y.typdefault)
       || coalesce(' -- ' || obj_description(y.oid, 'pg_type'), '')
  FROM pg_type y WHERE y.typtype = 'd' AND y.typnamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT format('check %I of domain %s: %s', k.conname, k.contypid::regtype, pg_get_constraintdef(k.oid))
  FROM pg_constraint k WHERE k.contypid <> 0 AND k.connamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT format('attribute %s.%I %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod))
       || coalesce(' -- ' || obj_description(c.reltype, 'pg_type'), '')
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
 WHERE c.relkind = 'c' AND c.relnamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT format('range %s of %s', y.oid::regtype, format_type(r.rngsubtype, NULL))
  FROM pg_range r JOIN pg_type y ON y.oid = r.rngtypid WHERE y.typnamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT format('policy %s', (p.*)::text) FROM pg_policies p
UNION ALL
SELECT format('row security of %s %s %s', c.oid::regclass, c.relrowsecurity, c.relforcerowsecurity)
  FROM pg_class c WHERE c.relrowsecurity OR c.relforcerowsecurity
UNION ALL
SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
UNION ALL
SELECT format('publication %s %s', p.pubname, (p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate)::text)
  FROM pg_publication p
UNION ALL
SELECT format('publication of %s', (t.*)::text) FROM pg_publication_tables t
UNION ALL
SELECT format('extension %s in %s', extname, extnamespace::regnamespace) FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT format('schema %s', nspname) FROM pg_namespace
 WHERE oid NOT IN (SELECT oid FROM ours_not) AND nspname <> 'public'
UNION ALL
SELECT format('rights on %s of %s: %s', c.oid::regclass, coalesce(g.grantee::regrole::text, ''), string_agg(g.privilege_type || g.is_grantable, ', ' ORDER BY 1))
  FROM pg_class c CROSS JOIN aclexplode(c.relacl) g
 WHERE c.relnamespace NOT IN (SELECT oid FROM ours_not) AND g.grantee <> c.relowner GROUP BY c.oid, g.grantee
UNION ALL
SELECT format('comment on constraint %I of %s: %s', k.conname, k.conrelid::regclass, obj_description(k.oid, 'pg_constraint'))
  FROM pg_constraint k WHERE obj_description(k.oid, 'pg_constraint') IS NOT NULL AND k.conrelid <> 0
UNION ALL
SELECT pg_get_triggerdef(oid) || ' enabled=' || tgenabled::text || coalesce(' -- ' || obj_description(oid, 'pg_trigger'), '')
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT format('view %s %s: %s', c.oid::regclass, c.reloptions, pg_get_viewdef(c.oid))
  FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT pg_get_functiondef(p.oid) || coalesce(' -- ' || obj_description(p.oid, 'pg_proc'), '')
  FROM pg_proc p WHERE p.prokind IN ('f', 'p') AND p.pronamespace NOT IN (SELECT oid FROM ours_not)
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
UNION ALL
SELECT pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
 WHERE r.rulename <> '_RETURN' AND c.relnamespace NOT IN (SELECT oid FROM ours_not)
UNION ALL
SELECT format('sequence %s: %s', s.seqrelid::regclass, (s.seqtypid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle))
       || coalesce(' -- ' || obj_description(s.seqrelid, 'pg_class'), '')
  FROM pg_sequence s";

/// As `SHOW CREATE TABLE` writes them: a line for each column, key and check.
fn mysql(session: &mut Session) -> Vec<String> {
    let tables = session.rows(
        "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1",
    );
    let mut lines = session.column(
        "SELECT CONCAT_WS(' ', ROUTINE_TYPE, ROUTINE_NAME, DTD_IDENTIFIER, ROUTINE_DEFINITION, IS_DETERMINISTIC,
                SQL_DATA_ACCESS, SECURITY_TYPE, ROUTINE_COMMENT)
           FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
         UNION ALL SELECT CONCAT_WS(' ', SPECIFIC_NAME, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER)
           FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = DATABASE()
         UNION ALL SELECT CONCAT_WS(' ', 'TRIGGER', TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE,
                ACTION_ORDER, ACTION_STATEMENT)
           FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()",
    );
    for table in tables {
        let name = table.into_iter().next().flatten().expect("a name");
        let created = session.rows(&format!(
            "SHOW CREATE TABLE {}",
            Dialect::Mysql.quote(&name)
        ));
        let text = created[0][1].clone().expect("a statement");
        for line in text.lines() {
            let line = line.trim().trim_end_matches(',');
            let words = line
                .split(' ')
                .filter(|word| !word.starts_with("AUTO_INCREMENT="));
            lines.push(format!("{name}: {}", words.collect::<Vec<_>>().join(" ")));
        }
    }
    lines
}

/// Columns, keys and indexes by pragma, the text of what has no pragma (checks, generated columns).
const SQLITE: &str = "
SELECT format('column %s.%s %s notnull=%d default=%s pk=%d hidden=%d', m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden)
  FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type IN ('table', 'view') AND m.name <> 'sqlite_sequence'
UNION ALL
SELECT format('foreign key of %s: #%d %s -> %s.%s on update %s on delete %s', m.name, k.seq, k.\"from\", k.\"table\", k.\"to\", k.on_update, k.on_delete)
  FROM sqlite_schema m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'
UNION ALL
SELECT format('index %s of %s unique=%d origin=%s partial=%d: #%d %s desc=%d collate=%s', i.name, m.name, i.\"unique\", i.origin, i.partial, x.seqno, x.name, x.\"desc\", x.coll)
  FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) x WHERE m.type = 'table' AND i.origin = 'c' AND x.key
UNION ALL
SELECT format('%s %s: %s', type, name, sql) FROM sqlite_schema WHERE type IN ('index', 'trigger', 'view') AND sql IS NOT NULL
UNION ALL
SELECT format('table %s: %s', name, sql) FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence'";

/// What is said in `CREATE TABLE`, a line for each column and key: what changes a table keeps its statement, but not its
/// layout, and puts names into quotes.
fn sqlite(session: &mut Session) -> Vec<String> {
    let mut lines = Vec::new();
    for line in session.column(SQLITE) {
        let Some((table, (head, body))) = (line.strip_prefix("table "))
            .and_then(|rest| rest.split_once(": "))
            .and_then(|(table, sql)| Some((table, sql.split_once('(')?)))
        else {
            lines.push(line.replace('"', ""));
            continue;
        };
        let (body, tail) = body.rsplit_once(')').expect("the end of the columns");
        let parts = split(body)
            .into_iter()
            .chain([head.to_owned(), tail.to_owned()]);
        lines.extend(parts.map(|part| {
            let words: Vec<&str> = part.split_whitespace().collect();
            format!("table {table}: {}", words.join(" ").replace('"', ""))
        }));
    }
    lines
}

/// Splits at the commas that are in no parentheses and no quotes.
fn split(list: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut quote) = (0, None);
    for c in list.chars() {
        match c {
            _ if quote == Some(c) => quote = None,
            _ if quote.is_some() => {}
            '"' | '\'' => quote = Some(c),
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("a part").push(c);
    }
    parts
}

/// All rows, each with its table and the names of its columns.
fn rows(session: &mut Session) -> Vec<String> {
    let columns = session.rows(match session.dialect() {
        Dialect::Postgres => {
            "SELECT c.oid::regclass::text, quote_ident(a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
             WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT IN ('_migrations', '_migrations_steps') \
             AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace) \
             ORDER BY 1, 2"
        }
        Dialect::Mysql => {
            "SELECT concat('`', replace(c.table_name, '`', '``'), '`'), concat('`', replace(c.column_name, '`', '``'), '`') \
             FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) \
             WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' AND c.table_name NOT IN ('_migrations', '_migrations_steps', '_migrations_lock') ORDER BY 1, 2"
        }
        Dialect::Sqlite => {
            "SELECT format('\"%w\"', m.name), format('\"%w\"', c.name) FROM sqlite_schema m, pragma_table_xinfo(m.name) c \
             WHERE m.type = 'table' AND m.name NOT IN ('_migrations', '_migrations_steps', 'sqlite_sequence') ORDER BY 1, 2"
        }
    });
    let mut lines = Vec::new();
    for of_table in columns.chunk_by(|a, b| a[0] == b[0]) {
        let table = of_table[0][0].clone().expect("a name");
        let names: Vec<String> = of_table
            .iter()
            .filter_map(|column| column[1].clone())
            .collect();
        let mut found: Vec<String> = session
            .rows(&format!("SELECT {} FROM {table}", names.join(", ")))
            .iter()
            .map(|row| {
                let pairs = names.iter().zip(row);
                let pairs = pairs.map(|(name, value)| format!("{name}={value:?}"));
                format!("{table}: {}", pairs.collect::<Vec<_>>().join(" "))
            })
            .collect();
        found.sort();
        lines.append(&mut found);
    }
    lines
}

//! What a database has, as its own catalog says it: one line of text for each table, column, key and index.

use std::collections::BTreeSet;

use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{Connection as _, Row as _};

use crate::original::snake_case;

/// Facts: sentences in which the names are in snake case.
pub type Facts = BTreeSet<String>;

/// All facts of a database, but for the ledger.
pub async fn facts(server: &Server, database: &Throwaway) -> Facts {
    let query = match server {
        Server::Sqlite => SQLITE,
        Server::Postgres(_) => POSTGRES,
        Server::Mysql(_) => MYSQL,
    };
    let mut connection = database.connect().await;
    let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let facts = rows.iter().map(|row| {
        let [what, table, names, more] =
            [0, 1, 2, 3].map(|at| row.get::<Option<String>, _>(at).unwrap_or_default());
        let names = names
            .split(' ')
            .map(snake_case)
            .collect::<Vec<_>>()
            .join(" ");
        format!("{what} {}: {names} {more}", snake_case(&table))
            .trim_end()
            .to_owned()
    });
    facts.collect()
}

const POSTGRES: &str = "
    WITH ours AS (
        SELECT oid, relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT IN ('_migrations', '_migrations_steps')
    )
    SELECT 'table', relname::text, '', '' FROM ours
    UNION ALL
    SELECT 'column', relname::text, attname::text,
        format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END
        || CASE WHEN attidentity <> '' THEN ' identity' ELSE '' END || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
    FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    UNION ALL
    SELECT 'key', relname::text, conname::text, pg_get_constraintdef(pg_constraint.oid)
    FROM ours JOIN pg_constraint ON conrelid = ours.oid AND contype <> 'n'
    UNION ALL
    SELECT 'index', relname::text, indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), 'public.', '')
    FROM ours JOIN pg_index ON indrelid = ours.oid
    UNION ALL
    SELECT 'type', typname::text, '', string_agg(enumlabel, ', ' ORDER BY enumsortorder)
    FROM pg_type JOIN pg_enum ON enumtypid = pg_type.oid GROUP BY typname";

/// Primary keys have no names here.
const MYSQL: &str = "
    SELECT 'table', CAST(table_name AS CHAR), '', '' FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name NOT IN ('_migrations', '_migrations_steps')
    UNION ALL
    SELECT 'column', CAST(table_name AS CHAR), CAST(column_name AS CHAR),
        CONCAT(CAST(column_type AS CHAR), IF(is_nullable = 'NO', ' not null', ''), IF(extra = '', '', CONCAT(' ', extra)),
            IF(coalesce(column_default, 'NULL') = 'NULL', '', CONCAT(' default ', column_default)))
    FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name NOT IN ('_migrations', '_migrations_steps')
    UNION ALL
    SELECT 'foreign key', CAST(k.table_name AS CHAR),
        CAST(CONCAT(k.constraint_name, ' ', GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ' '), ' -> ', MAX(k.referenced_table_name),
            ' ', GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ' ')) AS CHAR),
        CAST(CONCAT('on delete ', MAX(r.delete_rule), ' on update ', MAX(r.update_rule)) AS CHAR)
    FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name AND r.constraint_name = k.constraint_name
    WHERE k.table_schema = DATABASE() GROUP BY k.table_name, k.constraint_name
    UNION ALL
    SELECT CAST(CASE WHEN index_name = 'PRIMARY' THEN 'primary key' WHEN non_unique THEN 'index' ELSE 'unique index' END AS CHAR),
        CAST(table_name AS CHAR), CAST(CONCAT(index_name, ' ', GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ' ')) AS CHAR),
        CAST(MAX(index_type) AS CHAR)
    FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name NOT IN ('_migrations', '_migrations_steps')
    GROUP BY table_name, index_name, non_unique";

/// Keys have no names here: the script gives most of them none.
const SQLITE: &str = "
    WITH ours AS (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('_migrations', '_migrations_steps', 'sqlite_sequence'))
    SELECT 'table', name, '', '' FROM ours
    UNION ALL
    SELECT 'column', t.name, c.name,
        c.type || CASE WHEN c.\"notnull\" THEN ' not null' ELSE '' END || coalesce(' default ' || c.dflt_value, '')
    FROM ours t, pragma_table_xinfo(t.name) c
    UNION ALL
    SELECT 'primary key', t.name, group_concat(c.name, ' ' ORDER BY c.pk), NULL
    FROM ours t, pragma_table_info(t.name) c WHERE c.pk > 0 GROUP BY t.name
    UNION ALL
    SELECT 'foreign key', t.name, f.\"from\" || ' -> ' || f.\"table\" || ' ' || f.\"to\",
        'on delete ' || f.on_delete || ' on update ' || f.on_update
    FROM ours t, pragma_foreign_key_list(t.name) f
    UNION ALL
    SELECT CASE i.\"unique\" WHEN 0 THEN 'index' ELSE 'unique index' END, t.name,
        i.name || ' ' || (SELECT group_concat(name, ' ' ORDER BY seqno) FROM pragma_index_info(i.name)), NULL
    FROM ours t, pragma_index_list(t.name) i WHERE i.origin <> 'pk'";

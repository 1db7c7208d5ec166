use insta::assert_snapshot;

use super::*;
use crate::dialect::{LockLevel, Probe, ProbeObject};

#[test]
fn a_table_is_created_whole_in_one_statement() {
    let mut table = posts();
    table.comment = Some("it's a \\ blog".to_owned());
    table.put_constraint(check("posts_title_check", "title <> ''"));
    table.put_constraint(unique("posts_title_key", &["title", "author_id"]));
    assert_snapshot!(sql(&state(vec![users()]), create(table.clone())), @r"
    CREATE TABLE `posts` (
      `id` binary(16) NOT NULL,
      `author_id` bigint NOT NULL,
      `editor_id` bigint NULL,
      `title` varchar(200) NOT NULL,
      PRIMARY KEY (`id`),
      CONSTRAINT `posts_title_key` UNIQUE (`title`, `author_id`),
      INDEX `posts_editor_id_idx` (`editor_id`, `title`),
      INDEX `posts_author_id_fkey` (`author_id`),
      CONSTRAINT `posts_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION,
      CONSTRAINT `posts_editor_id_fkey` FOREIGN KEY (`editor_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION,
      CONSTRAINT `posts_title_check` CHECK (title <> '')
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='it''s a \\ blog'
    ");
    assert_eq!(
        facts(&state(vec![users()]), create(table)).probe,
        Some(Probe {
            object: ProbeObject::Table(name("posts")),
            present: true
        })
    );
}

#[test]
fn hostile_names_stay_inside_their_quotes() {
    let mut hostile = table(
        "a`; DROP TABLE x; --",
        vec![column("c`\"'\\", ColumnType::Integer)],
        vec![
            check("k` CHECK", "`c``\"'\\` > 0"),
            unique("u`", &["c`\"'\\"]),
        ],
    );
    hostile.name.schema = Some("s`.s".to_owned());
    assert_snapshot!(sql(&SchemaState::new(), create(hostile)), @r#"
    CREATE TABLE `s``.s`.`a``; DROP TABLE x; --` (
      `c``"'\` int NOT NULL,
      CONSTRAINT `u``` UNIQUE (`c``"'\`),
      CONSTRAINT `k`` CHECK` CHECK (`c``"'\` > 0)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
    "#);
}

#[test]
fn names_that_the_server_would_not_keep_are_refused() {
    let rename = |to: &str| RenameTable {
        from: name("users"),
        to: name(to),
    };
    assert_snapshot!(sql(&blog(), rename("emoji_😀")), @r#"
    MySQL has no names with characters beyond U+FFFF, such as emoji ("emoji_😀")
    help: use a name of letters, digits and underscores
    "#);
    assert_snapshot!(sql(&blog(), rename(&"x".repeat(65))), @r#"
    MySQL has no names of more than 64 characters ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    help: use a shorter name
    "#);
    assert_snapshot!(sql(&blog(), rename("trailing ")), @r#"
    MySQL has no names that are empty, end in a space or hold a NUL ("trailing ")
    help: use a name of letters, digits and underscores
    "#);
    assert_snapshot!(sql(&blog(), rename(&"é".repeat(64))), @"ALTER TABLE `users` RENAME TO `éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé`");
}

#[test]
fn what_innodb_has_not_is_refused_with_an_alternative() {
    let refused = |change: &dyn Fn(&mut Table)| {
        let mut table = users();
        change(&mut table);
        sql(&SchemaState::new(), create(table))
    };
    assert_snapshot!(refused(&|t| t.unlogged = true), @r#"
    MySQL has no unlogged tables ("users")
    help: leave unlogged out
    "#);
    assert_snapshot!(refused(&|t| t.partitioning = Some(Partitioning { strategy: PartitionStrategy::Hash, keys: vec!["id".into()] })), @r#"
    MySQL has no partitions made by this operation ("users")
    help: create an ordinary table, then use raw SQL: ALTER TABLE ... PARTITION BY ...
    "#);
    assert_snapshot!(refused(&|t| t.inherits.push(name("posts"))), @r#"
    MySQL has no tables that inherit from others ("users")
    help: use like(...), or one table with a column that tells the kinds apart
    "#);
    assert_snapshot!(refused(&|t| t.primary_key = None), @r#"
    MySQL has no AUTO_INCREMENT columns that no key or index begins with ("id")
    help: add a primary key or index that begins with it; before dropping that, make the column a plain integer
    "#);
    assert_snapshot!(refused(&|t| t.columns.push(identity("second"))), @r#"
    MySQL has no second AUTO_INCREMENT column in a table ("second")
    help: keep one identity column, and make the other a plain integer
    "#);
    assert_snapshot!(refused(&|t| t.comment = Some("😀".to_owned())), @r#"
    MySQL has no comments with characters beyond U+FFFF, such as emoji ("😀")
    help: leave them out
    "#);
    assert_snapshot!(refused(&|t| t.columns[0].generation = Some(Generation::IdentityAlways)), @r#"
    MySQL has no identity columns that refuse explicit values ("id")
    help: use the identity that takes them: AUTO_INCREMENT
    "#);
}

#[test]
fn a_temporary_table_is_dropped_as_one() {
    let mut temporary = table(
        "scratch",
        vec![column("n", ColumnType::Integer)],
        Vec::new(),
    );
    temporary.temporary = true;
    let drop = DropTable {
        table: name("scratch"),
        if_exists: false,
        cascade: false,
    };
    assert_snapshot!(sql(&SchemaState::new(), create(temporary.clone())), @r"
    CREATE TEMPORARY TABLE `scratch` (
      `n` int NOT NULL
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
    ");
    assert_snapshot!(sql(&state(vec![temporary.clone()]), drop), @"DROP TEMPORARY TABLE `scratch`");
    temporary.put_constraint(Constraint::ForeignKey(key_to_users("scratch_fkey", "n")));
    assert_snapshot!(sql(&SchemaState::new(), create(temporary)), @r#"
    MySQL has no foreign keys of temporary tables ("scratch_fkey")
    help: leave the foreign key out
    "#);
}

#[test]
fn dropping_with_cascade_drops_foreign_keys_of_other_tables_and_their_indexes_first() {
    let drop = |cascade| DropTable {
        table: name("users"),
        if_exists: true,
        cascade,
    };
    assert_snapshot!(sql(&blog(), drop(false)), @"DROP TABLE IF EXISTS `users`");
    assert_snapshot!(mysql(&blog(), drop(true)), @r"
    ALTER TABLE `posts` DROP FOREIGN KEY `posts_author_id_fkey`, DROP FOREIGN KEY `posts_editor_id_fkey`, DROP INDEX `posts_author_id_fkey`
    DROP TABLE IF EXISTS `users`
    ");
    assert_snapshot!(mariadb(&blog(), drop(true)), @r"
    ALTER TABLE `posts` DROP FOREIGN KEY `posts_author_id_fkey`, DROP FOREIGN KEY `posts_editor_id_fkey`, DROP INDEX IF EXISTS `posts_author_id_fkey`
    DROP TABLE IF EXISTS `users`
    ");
    let facts = facts(&blog(), drop(false));
    assert!(facts.loses_data);
    assert_eq!(facts.lock, LockLevel::AccessExclusive);
}

#[test]
fn a_table_is_renamed_or_moved_to_another_database() {
    let to = ObjectName::qualified("archive", "people");
    assert_snapshot!(sql(&blog(), RenameTable { from: name("users"), to }), @"ALTER TABLE `users` RENAME TO `archive`.`people`");
}

#[test]
fn no_comment_is_an_empty_one() {
    let comment = |comment: Option<&str>| CommentOnTable {
        table: name("users"),
        comment: comment.map(str::to_owned),
    };
    assert_snapshot!(sql(&blog(), comment(Some("it's"))), @"ALTER TABLE `users` COMMENT='it''s'");
    assert_snapshot!(sql(&blog(), comment(None)), @"ALTER TABLE `users` COMMENT=''");
    assert_snapshot!(sql(&blog(), comment(Some(&"x".repeat(2049)))), @r"
    MySQL has no comments of more than 2048 characters here
    help: use a shorter comment
    ");
}

use insta::assert_snapshot;

use super::*;

/// Two columns of a table, and one of another, are of the type.
fn typed() -> SchemaState {
    let status = || ColumnType::Enumeration(ObjectName::new("status"));
    let status_column = |name: &str| with_default(column(name, status()), "draft");
    let mut state = state(vec![
        table(
            "a",
            vec![status_column("x"), optional("y", status())],
            Vec::new(),
        ),
        table("b", vec![status_column("x")], Vec::new()),
    ]);
    let values = names(&["draft", "done"]);
    state.enums.insert(
        name("status"),
        EnumType {
            values,
            comment: None,
        },
    );
    state
}

fn add_value(position: ValuePosition) -> AddEnumValue {
    AddEnumValue {
        name: name("status"),
        value: "it's".to_owned(),
        position,
        if_not_exists: true,
    }
}

#[test]
fn a_type_by_itself_is_nothing() {
    let created = CreateEnum {
        name: name("e"),
        values: names(&["a"]),
    };
    assert_eq!(sql(&typed(), created), "");
    assert_eq!(
        sql(
            &typed(),
            DropEnum {
                name: name("status"),
                if_exists: false
            }
        ),
        ""
    );
    assert_eq!(
        sql(
            &typed(),
            RenameEnum {
                from: name("status"),
                to: name("s")
            }
        ),
        ""
    );
}

#[test]
fn values_that_no_column_could_hold_are_refused_at_once() {
    let created = CreateEnum {
        name: name("e"),
        values: names(&["a", "A"]),
    };
    assert_snapshot!(sql(&typed(), created), @r#"
    MySQL has no enum values that differ in case only ("A")
    help: use other values, or a string column with a check
    "#);
}

#[test]
fn a_new_value_changes_each_column_of_the_type() {
    assert_snapshot!(sql(&typed(), add_value(ValuePosition::Last)), @r"
    ALTER TABLE `a` MODIFY COLUMN `x` enum('draft', 'done', 'it''s') NOT NULL DEFAULT 'draft', MODIFY COLUMN `y` enum('draft', 'done', 'it''s') NULL
    ALTER TABLE `b` MODIFY COLUMN `x` enum('draft', 'done', 'it''s') NOT NULL DEFAULT 'draft'
    ");
    assert_snapshot!(sql(&typed(), add_value(ValuePosition::Before("draft".to_owned()))), @r"
    ALTER TABLE `a` MODIFY COLUMN `x` enum('it''s', 'draft', 'done') NOT NULL DEFAULT 'draft', MODIFY COLUMN `y` enum('it''s', 'draft', 'done') NULL
    ALTER TABLE `b` MODIFY COLUMN `x` enum('it''s', 'draft', 'done') NOT NULL DEFAULT 'draft'
    ");
    let rewrites = |position| {
        statements(&typed(), add_value(position))
            .iter()
            .all(|s| s.facts.rewrites)
    };
    assert!(!rewrites(ValuePosition::Last));
    assert!(rewrites(ValuePosition::After("draft".to_owned())));
}

#[test]
fn a_value_that_is_there_already_changes_nothing() {
    let op = AddEnumValue {
        value: "done".to_owned(),
        ..add_value(ValuePosition::Last)
    };
    assert_eq!(sql(&typed(), op), "");
}

#[test]
fn a_value_is_renamed_beside_the_old_one() {
    let op = RenameEnumValue {
        name: name("status"),
        from: "draft".to_owned(),
        to: "new".to_owned(),
    };
    assert_snapshot!(sql(&typed(), op), @r"
    ALTER TABLE `a` MODIFY COLUMN `x` enum('draft', 'new', 'done') NOT NULL DEFAULT 'draft', MODIFY COLUMN `y` enum('draft', 'new', 'done') NULL
    UPDATE `a` SET `x` = 'new' WHERE `x` = 'draft'
    UPDATE `a` SET `y` = 'new' WHERE `y` = 'draft'
    ALTER TABLE `a` MODIFY COLUMN `x` enum('new', 'done') NOT NULL DEFAULT 'new', MODIFY COLUMN `y` enum('new', 'done') NULL
    ALTER TABLE `b` MODIFY COLUMN `x` enum('draft', 'new', 'done') NOT NULL DEFAULT 'draft'
    UPDATE `b` SET `x` = 'new' WHERE `x` = 'draft'
    ALTER TABLE `b` MODIFY COLUMN `x` enum('new', 'done') NOT NULL DEFAULT 'new'
    ");
}

fn drop_value(to: Option<&str>) -> DropEnumValue {
    DropEnumValue {
        name: name("status"),
        value: "draft".to_owned(),
        to: to.map(str::to_owned),
    }
}

#[test]
fn a_dropped_value_goes_from_each_column_of_the_type() {
    assert_snapshot!(sql(&typed(), drop_value(None)), @r#"
    ALTER TABLE `a` MODIFY COLUMN `x` enum('done') NOT NULL DEFAULT 'draft', MODIFY COLUMN `y` enum('done') NULL
    ALTER TABLE `b` MODIFY COLUMN `x` enum('done') NOT NULL DEFAULT 'draft'
    "#);
    assert_snapshot!(sql(&typed(), drop_value(Some("done"))), @r#"
    UPDATE `a` SET `x` = 'done' WHERE `x` = 'draft'
    UPDATE `a` SET `y` = 'done' WHERE `y` = 'draft'
    ALTER TABLE `a` MODIFY COLUMN `x` enum('done') NOT NULL DEFAULT 'done', MODIFY COLUMN `y` enum('done') NULL
    UPDATE `b` SET `x` = 'done' WHERE `x` = 'draft'
    ALTER TABLE `b` MODIFY COLUMN `x` enum('done') NOT NULL DEFAULT 'done'
    "#);
    let facts = |to| {
        statements(&typed(), drop_value(to))
            .into_iter()
            .map(|it| (it.facts.rewrites, it.facts.loses_data))
            .collect::<Vec<_>>()
    };
    assert_eq!(facts(None), [(true, false), (true, false)]);
    let (update, modify) = ((false, true), (true, false));
    assert_eq!(
        facts(Some("done")),
        [update, update, modify, update, modify]
    );
}

#[test]
fn foreign_keys_over_a_dropped_value_go_first_and_come_back_last() {
    let mut before = typed();
    let key = |name: &str, to: &str| ForeignKey {
        references: ObjectName::new(to),
        referenced_columns: names(&["x"]),
        ..key_to_users(name, "x")
    };
    let mut of_b = before.tables.get_mut(&name("b")).expect("it is there");
    of_b.put_constraint(Constraint::ForeignKey(key("to_a", "a")));
    of_b.put_constraint(Constraint::ForeignKey(key("to_b", "b")));
    drop(of_b);
    for table in &mut before.tables.all_mut() {
        table.primary_key = Some(PrimaryKey {
            name: "pk".to_owned(),
            columns: names(&["x"]),
            without_overlaps: false,
        });
    }
    let sql = sql(&before, drop_value(Some("done")));
    assert_snapshot!(sql, @r#"
    ALTER TABLE `b` DROP FOREIGN KEY `to_a`
    ALTER TABLE `b` DROP FOREIGN KEY `to_b`
    UPDATE `a` SET `x` = 'done' WHERE `x` = 'draft'
    UPDATE `a` SET `y` = 'done' WHERE `y` = 'draft'
    ALTER TABLE `a` MODIFY COLUMN `x` enum('done') NOT NULL DEFAULT 'done', MODIFY COLUMN `y` enum('done') NULL
    UPDATE `b` SET `x` = 'done' WHERE `x` = 'draft'
    ALTER TABLE `b` MODIFY COLUMN `x` enum('done') NOT NULL DEFAULT 'done'
    ALTER TABLE `b` ADD CONSTRAINT `to_a` FOREIGN KEY (`x`) REFERENCES `a` (`x`) ON DELETE CASCADE ON UPDATE NO ACTION
    ALTER TABLE `b` ADD CONSTRAINT `to_b` FOREIGN KEY (`x`) REFERENCES `b` (`x`) ON DELETE CASCADE ON UPDATE NO ACTION
    "#);
}

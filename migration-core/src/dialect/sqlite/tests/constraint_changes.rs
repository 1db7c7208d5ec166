use super::*;
use crate::operation::{AddConstraint, AlterConstraint, ConstraintChange};
use crate::schema::{Deferrable, Exclusion, ExclusionElement};

fn alter(constraint: &str, change: ConstraintChange) -> AlterConstraint {
    AlterConstraint {
        table: name("posts"),
        name: constraint.to_owned(),
        change,
    }
}

/// The first statement, which says what the table is to be.
fn rebuilt(operation: impl Into<Operation>, before: &SchemaState) -> String {
    let statements = try_lower(operation, before).unwrap();
    statements[0].sql.clone()
}

#[test]
fn an_index_that_becomes_a_key_goes_with_the_rebuild() {
    let mut before = blog();
    let mut users = before.tables.get_mut(&name("users")).unwrap();
    let mut over = Index::new("users_idx", vec![IndexPart::column("email")]);
    over.unique = true;
    users.indexes.insert(over.name.clone(), over);
    let add = AddConstraint {
        using_index: Some("users_idx".to_owned()),
        ..AddConstraint::new(
            name("users"),
            Constraint::Unique(unique("users_email_key", &["email"])),
        )
    };
    drop(users);
    insta::assert_snapshot!(lowered(add, &before), @r#"
    CREATE TABLE "_migratory_new_users" (
        "id" INTEGER CONSTRAINT "users_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "email" VARCHAR(200) NOT NULL,
        CONSTRAINT "users_email_key" UNIQUE ("email")
    ); -- rebuild starts
    INSERT INTO "_migratory_new_users" ("id", "email") SELECT "users"."id", "users"."email" FROM "users"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_users'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_users', seq FROM sqlite_sequence WHERE name = 'users'; -- rebuild goes on
    DROP TABLE "users"; -- rebuild goes on
    ALTER TABLE "_migratory_new_users" RENAME TO "users"; -- rebuild ends
    "#);
}

#[test]
fn a_foreign_key_is_deferred_by_a_rebuild() {
    let mut before = blog();
    let mut posts = before.tables.get_mut(&name("posts")).unwrap();
    let key = foreign_key("posts_fkey", "id", "users");
    posts.foreign_keys.insert(key.name.clone(), key);
    let deferred = ConstraintChange::Deferrable(Deferrable::InitiallyDeferred);
    drop(posts);
    insta::assert_snapshot!(rebuilt(alter("posts_fkey", deferred), &before), @r#"
    CREATE TABLE "_migratory_new_posts" (
        "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" TEXT NOT NULL,
        "price" DECIMAL_REAL(10,2),
        "author_id" BIGINT,
        "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "posts_status_enum" CHECK ("status" IN ('draft', 'live')),
        CONSTRAINT "posts_title_key" UNIQUE ("title"),
        CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id"),
        CONSTRAINT "posts_fkey" FOREIGN KEY ("id") REFERENCES "users" ("id") DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT "posts_price_check" CHECK (price > 0)
    )
    "#);
    insta::assert_snapshot!(refused(alter("posts_price_check", ConstraintChange::Enforced(false)), &before), @r#"
    SQLite has no checks that are not enforced, which "posts_price_check" is to be
    drop the check, and add it again when it is wanted
    "#);
}

#[test]
fn what_only_other_databases_have_is_refused() {
    let add = |constraint| AddConstraint::new(name("posts"), constraint);
    let exclusion = Exclusion {
        name: "posts_excl".to_owned(),
        method: "gist".to_owned(),
        elements: vec![ExclusionElement {
            part: IndexPart::column("id"),
            operator: "=".to_owned(),
        }],
        filter: None,
        deferrable: Deferrable::No,
    };
    insta::assert_snapshot!(refused(add(Constraint::Exclusion(exclusion)), &blog()), @r#"
    SQLite has no exclusion constraints, which "posts_excl" is
    look for the other row in a trigger: one transaction writes at a time
    "#);
    let unenforced = Check {
        not_enforced: true,
        ..check("positive", "id > 0")
    };
    insta::assert_snapshot!(refused(add(Constraint::Check(unenforced)), &blog()), @r#"
    SQLite has no checks that are not enforced, which "positive" is to be
    drop the check, and add it again when it is wanted
    "#);
    let mut key = foreign_key("posts_fkey", "id", "users");
    key.on_delete_columns = vec!["id".to_owned()];
    insta::assert_snapshot!(refused(add(Constraint::ForeignKey(key)), &blog()), @r#"
    SQLite has no foreign keys that set some of their columns, which "posts_fkey" asks for
    let it set all of them, or write a trigger
    "#);
}

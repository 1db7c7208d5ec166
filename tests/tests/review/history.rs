//! What a history, its ways back and selections of it come to.

use super::*;

#[test]
fn a_batch_that_later_migrations_need_is_not_rolled_back_from_under_them() {
    on_all(|world| async move {
        let alter = step("2_b", |schema| {
            schema.alter_table("users", |t| {
                t.add_column("age", integer()).optional();
            });
        });
        world.migrate(&[users("1_a")]).await;
        world.migrate(&[users("1_a"), alter.clone()]).await;
        let both = migrator(&[users("1_a"), alter]);
        let error = both.rollback_batch(world.db(), 1).await.unwrap_err();
        assert!(error.to_string().contains("2_b"), "{error}");
        assert_eq!(world.ledger().await, ["1_a", "2_b"]);
        assert_eq!(world.count("users").await, 0);
        both.reset(world.db()).await.unwrap();
    });
}

#[test]
fn what_raw_sql_may_have_made_is_not_dropped_by_a_derived_way_back() {
    on_all(|world| async move {
        let steps = [
            raw("1_a", "CREATE TABLE users (id integer PRIMARY KEY)"),
            step("2_b", |schema| {
                schema
                    .create_table("users", |t| {
                        t.id();
                    })
                    .if_not_exists();
            }),
        ];
        world.migrate(&steps).await;
        world
            .db()
            .query("INSERT INTO users (id) VALUES (7)")
            .await
            .unwrap();
        let rolled_back = migrator(&steps).rollback_steps(world.db(), 1).await;
        assert_eq!(world.count("users").await, 1);
        let error = rolled_back.unwrap_err();
        assert!(error.to_string().contains("raw SQL"), "{error}");
    });
}

#[test]
fn what_raw_sql_made_and_a_drop_took_away_is_not_said_to_be_back() {
    on_all(|world| async move {
        let steps = [
            raw("1_a", "CREATE TABLE users (id integer PRIMARY KEY)"),
            step("2_b", |schema| {
                schema.drop_table("users").if_exists();
            }),
        ];
        world.migrate(&steps).await;
        let rolled_back = migrator(&steps).rollback_steps(world.db(), 1).await;
        let error = rolled_back.unwrap_err();
        assert!(error.to_string().contains("raw SQL"), "{error}");
    });
}

#[test]
fn a_function_called_like_a_column_keeps_its_name() {
    on_all(|world| async move {
        let steps = [
            step("1_a", |schema| {
                schema.create_table("posts", |t| {
                    t.id();
                    t.text("title");
                    t.integer("length");
                    t.integer("other").optional();
                });
                schema.add_check("posts", "fits", "length(title) >= length");
            }),
            step("2_b", |schema| {
                schema.alter_table("posts", |t| {
                    t.rename_column("length", "size");
                });
                // SQLite writes the table anew.
                schema.alter_table("posts", |t| {
                    t.set_not_null("other");
                });
            }),
            step("3_c", |schema| {
                schema.drop_check("posts", "fits");
            }),
        ];
        world.migrate(&steps).await;
        migrator(&steps).reset(world.db()).await.unwrap();
    });
}

#[test]
fn sql_for_another_database_needs_no_way_back_here() {
    on(Some(Server::Sqlite), |world| async move {
        let steps = [step("1_a", |schema| {
            schema
                .sql("CREATE EXTENSION pg_trgm")
                .on(migration_core::dialect::Dialect::Postgres);
        })];
        world.migrate(&steps).await;
        migrator(&steps).rollback(world.db()).await.unwrap();
    });
}

#[test]
fn a_table_after_a_backslash_quote_in_raw_sql_is_known() {
    on(Server::mysql(), |world| async move {
        let steps = [
            raw(
                "1_a",
                r"CREATE TABLE a (x text); INSERT INTO a VALUES ('it\'s'); CREATE TABLE b (x int)",
            ),
            step("2_b", |schema| {
                schema.alter_table("b", |t| {
                    t.add_column("y", integer()).optional();
                });
            }),
        ];
        world.migrate(&steps).await;
    });
}

#[test]
fn steps_beyond_what_is_applied_and_empty_selections() {
    on_all(|world| async move {
        let m = migrator(&[users("1_a")]);
        assert!(m.rollback_steps(world.db(), 5).await.unwrap().is_empty());
        assert!(m.rollback(world.db()).await.unwrap().is_empty());
        assert!(m.reset(world.db()).await.unwrap().is_empty());
        m.rollback_to(world.db(), "1_a").await.unwrap_err();
        m.migrate(world.db()).await.unwrap();
        assert!(m.rollback_steps(world.db(), 0).await.unwrap().is_empty());
        assert!(m.rollback_to(world.db(), "1_a").await.unwrap().is_empty());
        m.rollback_to(world.db(), "1_A").await.unwrap_err();
        assert_eq!(
            m.rollback_steps(world.db(), usize::MAX)
                .await
                .unwrap()
                .names(),
            ["1_a"]
        );
    });
}

#[test]
fn two_migrations_whose_names_differ_by_case_are_two() {
    on_all(|world| async move {
        let steps = [
            raw("1_a", "CREATE TABLE a (x int)"),
            raw("1_A", "CREATE TABLE b (x int)"),
        ];
        world.migrate(&steps).await;
        assert_eq!(world.ledger().await, ["1_A", "1_a"]);
        let m = migrator(&steps);
        assert_eq!(
            m.rollback_to(world.db(), "1_A").await.unwrap().names(),
            ["1_a"]
        );
        assert_eq!(world.ledger().await, ["1_A"]);
    });
}

#[test]
fn a_way_back_of_the_user_s_own_decides_what_earlier_ones_start_from() {
    on_all(|world| async move {
        let mut second = step("2_b", |schema| {
            schema.alter_table("users", |t| {
                t.add_column("age", integer()).optional();
            });
        });
        // Keeps the column, under another name.
        second.down = Some(Arc::new(|schema: &mut Schema| {
            schema.alter_table("users", |t| t.rename_column("age", "old_age"));
        }));
        let steps = [users("1_a"), second];
        world.migrate(&steps).await;
        migrator(&steps)
            .rollback_steps(world.db(), 1)
            .await
            .unwrap();
        world.db().query("SELECT old_age FROM users").await.unwrap();
        world.migrate(&steps).await;
        assert_eq!(world.ledger().await, ["1_a", "2_b"]);
    });
}

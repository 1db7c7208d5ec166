//! The same 200 tests with `#[migratory::test]` and with `#[sqlx::test]`: `cargo test --release suite_migratory`,
//! `DATABASE_URL=... cargo test --release suite_sqlx`. The program of this workspace runs and times both.

/// Two hundred tests.
macro_rules! two_hundred {
    ($tests:ident) => {
        mod a {
            two_hundred! { $tests in c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 }
        }
        mod b {
            two_hundred! { $tests in c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 }
        }
    };
    ($tests:ident in $($module:ident)+) => {
        $(mod $module {
            $tests! { n0 n1 n2 n3 n4 n5 n6 n7 n8 n9 }
        })+
    };
}

mod suite_migratory {
    macro_rules! tests {
        ($($name:ident)+) => {
            $(
                #[migratory::test(migrations = migratory_testing_bench::migrator, databases = [postgres])]
                async fn $name(pool: sqlx::PgPool) -> sqlx::Result<()> {
                    migratory_testing_bench::write_rows!(pool);
                    Ok(())
                }
            )+
        };
    }

    two_hundred!(tests);
}

mod suite_sqlx {
    macro_rules! tests {
        ($($name:ident)+) => {
            $(
                #[sqlx::test(migrations = "./migrations")]
                async fn $name(pool: sqlx::PgPool) -> sqlx::Result<()> {
                    migratory_testing_bench::write_rows!(pool);
                    Ok(())
                }
            )+
        };
    }

    two_hundred!(tests);
}

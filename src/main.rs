//! Arguments in, exit code out.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<OsString> = env::args_os().collect();
    ExitCode::from(dechaff::program::main(&words))
}

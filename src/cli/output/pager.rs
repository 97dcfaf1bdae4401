//! Shows long reports on a terminal in a pager.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anstream::AutoStream;

use super::{say, terminal};
use crate::cli::args::values::ColorWhen;

/// Standard output, through a pager if it is a terminal. Dropping this waits for the pager.
pub struct Paged {
    /// `None` once the output is closed.
    out: Option<BufWriter<AutoStream<Box<dyn Write>>>>,
    pager: Option<Child>,
}

impl Paged {
    /// Opens the output. The pager is the command in `DECHAFF_PAGER` or `PAGER`, or else `less -R`. There is none if that
    /// command is empty or cannot be started, or if `is_wanted` is false.
    pub fn open(color: ColorWhen, is_wanted: bool) -> Self {
        let stdout = io::stdout();
        let choice = terminal::choice(color, &stdout);
        let mut pager = if is_wanted && stdout.is_terminal() { start() } else { None };
        let to: Box<dyn Write> = match pager.as_mut().and_then(|pager| pager.stdin.take()) {
            Some(pipe) => Box::new(pipe),
            None => Box::new(stdout),
        };
        Self { out: Some(BufWriter::new(AutoStream::new(to, choice))), pager }
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.as_mut().map_or(Ok(bytes.len()), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Paged {
    fn drop(&mut self) {
        self.out = None;
        if let Some(pager) = &mut self.pager {
            // The exit code of the pager does not matter.
            let _ = pager.wait();
        }
    }
}

fn start() -> Option<Child> {
    let chosen = ["DECHAFF_PAGER", "PAGER"].into_iter().find_map(|name| env::var(name).ok());
    let words = shlex::split(chosen.as_deref().unwrap_or("less -R")).unwrap_or_default();
    let (program, arguments) = words.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    if env::var_os("LESS").is_none() {
        // The options that git sets: exit if all fits on one screen, show colors, leave the screen as it is.
        command.env("LESS", "FRX");
    }
    match command.spawn() {
        Ok(pager) => {
            // Ctrl-C is for the pager. This program must not end before it.
            let _ =
                signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::new(AtomicBool::new(false)));
            Some(pager)
        }
        Err(error) => {
            if chosen.is_some() {
                say(&format!(
                    "cannot start the pager {program}: {error} (set DECHAFF_PAGER, or give --no-pager)"
                ));
            }
            None
        }
    }
}

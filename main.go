package main

import (
	"os"

	"alliancebot/internal/cli"
)

func main() { os.Exit(cli.Main()) }

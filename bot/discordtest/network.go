package discordtest

import "alliancebot/internal/memnet"

// Network is a network within the process.
type Network = memnet.Network

// NewNetwork returns a network for a testing/synctest bubble.
func NewNetwork() *Network { return memnet.New() }

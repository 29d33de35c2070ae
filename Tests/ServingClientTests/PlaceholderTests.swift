import ServingClient
import Testing

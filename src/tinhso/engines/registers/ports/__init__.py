"""Ways out of the room: to listeners over HTTP, to a broker over MQTT."""

from tinhso.engines.registers.ports.mqtt import Broker, BrokerAway

__all__ = ["Broker", "BrokerAway"]
